/** What Headwater costs beside other SDKs that do the same work in the same browser. Started by run.mjs. */
import { startSite, type Site } from '../../browser/support/index.ts'
import type { Group } from './group.ts'
import { groups } from './groups.ts'
import { pagesOf, receipt } from './pages.ts'
import type { Subject } from './subjects.ts'
import { median, printTable, summary, type Result } from './table.ts'

const words = process.argv.slice(2)
const valueOf = (name: string): string | undefined => words.find(word => word.startsWith(`--${name}=`))?.slice(name.length + 3)
const only = valueOf('only')?.split(',') ?? groups.map(({ name }) => name)
const turns = valueOf('turns') && Number(valueOf('turns'))
const unknown = only.filter(one => !groups.some(({ name }) => name === one))
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(' ')}. Rows: ${groups.map(({ name }) => name).join(' ')}`)
  process.exit(2)
}

const site = await startSite({ pages: await pagesOf() })
site.envelopeAnswer = receipt
const results: Result[] = []
const notes: string[] = []
for (const group of groups.filter(({ name }) => only.includes(name))) {
  const began = performance.now()
  results.push(...(await measure(group, site)))
  notes.push(...(group.notes?.() ?? []))
  console.error(`${group.name}: ${((performance.now() - began) / 1000).toFixed(0)} s`)
}
const chromium = (await site.browser()).version()
await site.close()
if (words.includes('--json')) {
  const rows = results.map(result => ({ ...summary(result), values: result.values }))
  console.log(JSON.stringify({ date: new Date().toISOString(), chromium, rows, notes }, null, 2))
} else {
  console.log(`\nChromium ${chromium}; medians, below them least and most of the turns\n`)
  printTable(results)
  for (const note of notes) console.log(note)
}
// At once: the harness would end with the report of a test run without tests.
process.exit()

/** Takes all turns. A subject that fails in one has no value of it. */
async function measure(group: Group, site: Site): Promise<Result[]> {
  const { rows, subjects, added = [] } = group
  const values: Record<string, Partial<Record<Subject, number[]>>> = Object.fromEntries(Object.keys(rows).map(key => [key, {}]))
  for (let turn = 0; turn < (turns || group.turns); turn++) {
    for (const subject of turn % 2 ? [...subjects].reverse() : subjects) {
      const found = await group.visit(site, subject).catch((error: unknown) => {
        console.error(`${group.name}, ${subject}: ${error instanceof Error ? error.message.split('\n')[0] : error}`)
        return {} as Record<string, undefined>
      })
      for (const [key, value] of Object.entries(found)) {
        if (value !== undefined) (values[key]![subject] ??= []).push(value)
      }
    }
    // What was received has been counted, and is large.
    site.requests.length = 0
    site.envelopes.length = 0
  }
  return Object.entries(rows).map(([key, row]) => {
    const { none, ...of } = values[key]!
    const alone = none && added.includes(key) ? median(none) : 0
    return { ...row, values: Object.fromEntries(Object.entries(of).map(([subject, all]) => [subject, all.map(value => value - alone)])) }
  })
}
