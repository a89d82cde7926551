// Writes a Parquet file of a thousand rows in ten row groups, with and without a source; each text tells its row, from 1.
import { parquetWriteFile } from 'hyparquet-writer'

const rows = Array.from({ length: 1000 }, (_, index) => index + 1)
parquetWriteFile({
  filename: process.argv[2],
  rowGroupSize: 100,
  columnData: [
    { name: 'id', data: rows, type: 'INT32' },
    { name: 'source', data: rows.map((row) => (row % 3 ? `set ${row % 3}` : null)), type: 'STRING' },
    { name: 'text', data: rows.map((row) => `Zeile ${row} \u00fcber ${'viel '.repeat(row % 50)}\u{1f600}`), type: 'STRING' },
  ],
})
