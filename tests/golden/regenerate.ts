/**
 * Command line: `node --import tsx tests/golden/regenerate.ts [name…]` writes what the shipped module gives now as what is
 * expected, except for the goldens written by hand. Read the difference before keeping it.
 */
import { writeFileSync } from 'node:fs'
import { envelopesFile, readGoldens } from './golden-file.ts'
import { replay } from './replay.ts'

const wanted = process.argv.slice(2)
for (const golden of readGoldens()) {
  if (golden.byHand || golden.sameAs || (wanted.length > 0 && !wanted.includes(golden.name))) continue
  writeFileSync(envelopesFile(golden.name), Buffer.concat(await replay(golden)))
  console.log(`${golden.name}.envelopes`)
}
