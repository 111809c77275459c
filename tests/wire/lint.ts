/** Command line: `node --import tsx tests/wire/lint.ts <envelope file>…` prints findings; exit code 1 when one is E. */
import { readFileSync } from 'node:fs'
import { checkEnvelope } from './index.ts'

for (const file of process.argv.slice(2)) {
  for (const { rule, level, message } of checkEnvelope(readFileSync(file))) {
    console.log(`${file}: ${level} ${rule} ${message}`)
    if (level === 'E') process.exitCode = 1
  }
}
