// Trains a byte-level BPE of 30,000 entries, which is what the package trains, on the lines of a file; writes tokenizer.json.
//   node train.mjs TEXT TOKENIZER
import { BPE, Tokenizer, byteLevelPreTokenizer } from 'tokenizers'

const [text, output] = process.argv.slice(2)
const tokenizer = new Tokenizer(BPE.empty())
tokenizer.setPreTokenizer(byteLevelPreTokenizer(false))
const begun = process.hrtime.bigint()
tokenizer.train([text])
console.error(`trained in ${Number(process.hrtime.bigint() - begun) / 1e9} s`)
tokenizer.save(output, false)
