import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { atMost, type Group } from '../group.ts'

const program = fileURLToPath(new URL('../../../../build/native/tests/bench/core_spans', import.meta.url))
let missing: string | undefined

/** Instructions of the core alone, compiled natively with -O2: the same number whatever else the machine does. */
export const instructions: Group = {
  name: 'instructions',
  rows: { count: { name: 'instructions of the core, 1,000 spans, million', digits: 2, limit: atMost(6) } },
  subjects: ['headwater'],
  turns: 1,
  async visit() {
    const counted = count()
    if (typeof counted === 'number') return { count: counted / 1e6 }
    missing = counted
    return {}
  },
  notes: () => (missing ? [`Instructions: n/a, ${missing}`] : []),
}

/** The number, or why there is none. */
function count(): number | string {
  if (!existsSync(program)) return 'core_spans was not built'
  const folder = mkdtempSync(join(tmpdir(), 'headwater-callgrind-'))
  try {
    const options = ['--tool=callgrind', '--toggle-collect=*apply_and_take*', `--callgrind-out-file=${join(folder, 'out')}`]
    const { error, status, stderr } = spawnSync('valgrind', [...options, program], { encoding: 'utf8' })
    if (error) return `valgrind could not be started (${error.message})`
    const collected = /Collected : (\d+)/.exec(stderr)
    return status === 0 && collected ? Number(collected[1]) : `valgrind ended with ${status}: ${stderr.slice(-300)}`
  } finally {
    rmSync(folder, { recursive: true })
  }
}
