// Prints a Parquet file as JSON lines: the footer's metadata first, then every row; bytes as hexadecimal digits.
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const file = await asyncBufferFromFile(process.argv[2])
const metadata = await parquetMetadataAsync(file)
const print = (value) => console.log(JSON.stringify(value, plain))

function plain(key, value) {
  if (typeof value === 'bigint') return Number(value)
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
}

print(Object.fromEntries(metadata.key_value_metadata.map(({ key, value }) => [key, value])))
for (const row of await parquetReadObjects({ file, metadata, compressors, utf8: false })) print(row)
