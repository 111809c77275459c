/**
 * The longest piece of main-thread work that Headwater adds to a page in which very much happens at once: ms of processor time, the
 * least of some visits. Started by run.mjs, or for some rows and other files:
 *
 *     node --import tsx tests/bench/tasks.ts [words in the name of a row] [visits] [folder of built files, with a slash at its end]
 */
import { openPage, pageWithHeadwater, startSite, throttle } from '../browser/support/index.ts'

interface Row {
  name: string
  /** What is there already, as JavaScript in the page. */
  before?: string
  /** Runs as a task of its own, the page's, whose time is told apart. */
  action: string
}

const members = (count: number): string => `Object.fromEntries(Array.from({ length: ${count} }, (_, index) => ['key' + index, index]))`
const given = (value: string): string => `globalThis.given = ${value}; globalThis.root = Headwater.startTransaction('root')`
const openSpans = `
  for (let index = 0; index < 20; index++) {
    const root = Headwater.startTransaction({ name: 'root', op: 'test' })
    for (let child = 0; child < 1000; child++) {
      root.startChild({ op: 'child', description: 'child ' + child }).setTag('a', 'some value').setTag('b', 'another')
    }
  }`
const finished = `
  for (let index = 0; index < 40; index++) {
    const root = Headwater.startTransaction({ name: 'root ' + index, op: 'test' })
    for (let child = 0; child < 100; child++) root.startChild({ op: 'child', description: 'child ' + child }).finish()
    root.finish()
  }`
const marks = `for (let index = 0; index < 10000; index++) performance.mark('mark ' + index)`
const leaving = `location.href = '/next'`

const rows: Row[] = [
  { name: 'nothing', action: '' },
  { name: 'startChild, data of 100,000 members', before: given(members(100_000)), action: 'root.startChild({ data: given })' },
  { name: 'setData, a list of 300,000', before: given('Array(300000).fill(1)'), action: `root.setData('a', given)` },
  { name: 'setData, 300,000 members', before: given(members(300_000)), action: `root.setData('a', given)` },
  { name: 'setData, 8,000 texts of 8,000', before: given(`Array(8000).fill('x'.repeat(8000))`), action: `root.setData('a', given)` },
  { name: 'setTag, a text of 50 MB', before: given(`Array(5e6).fill('0123456789').join('')`), action: `root.setTag('a', given)` },
  { name: '10,000 marks', action: marks },
  { name: '40 transactions of 100 spans, finished', action: finished },
  { name: '20 x 1,000 open spans', action: openSpans },
  { name: 'leaving with 20 x 1,000 open spans', before: openSpans, action: leaving },
  { name: 'leaving right after 10,000 marks', action: `${marks}; ${leaving}` },
]

const [words = '', visits = '3', dist] = process.argv.slice(2)
const site = await startSite({
  pages: { '/': pageWithHeadwater(), '/next': '<!doctype html><title>next</title>' },
  ...(dist && { dist: new URL(dist, 'file:///') }),
})
console.log(
  `\n${"ms in the page's own task / in the longest after it".padEnd(56)}${'full speed'.padStart(18)}${'4 times slower'.padStart(18)}`,
)
for (const row of rows.filter(({ name }) => name.includes(words))) {
  const cells: string[] = []
  for (const cpu of [1, 4]) {
    const times: [number, number][] = []
    while (times.length < Number(visits)) times.push(await visit(row, cpu))
    cells.push([0, 1].map(index => Math.min(...times.map(both => both[index]!)).toFixed(1)).join(' / '))
  }
  console.log(row.name.padEnd(56) + cells.map(cell => cell.padStart(18)).join(''))
}
await site.close()
// At once: the harness would end with the report of a test run without tests.
process.exit()

/** Times in µs; `tts` and `tdur` are of the thread's own processor time. */
interface TraceEvent {
  name: string
  ts: number
  tts: number
  tdur?: number
  tid: number
  pid: number
  args: { data?: { message?: string } }
}

/** Ms in the page's own task, and in the longest one after it: of a page that is left that in which it is. */
async function visit({ before, action }: Row, cpu: number): Promise<[number, number]> {
  const visitor = await openPage(site, '/')
  const { page } = visitor
  // The core is there, and what is before has been handed over.
  await page.evaluate(`Headwater.flush().then(() => { ${before} }).then(() => Headwater.flush())`)
  await throttle(page, { cpu })
  const browser = await (await site.browser()).newBrowserCDPSession()
  const events: TraceEvent[] = []
  browser.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  const includedCategories = ['devtools.timeline', 'disabled-by-default-devtools.timeline']
  await browser.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories } })
  await page.evaluate(`void setTimeout(() => {
    console.timeStamp('begin')
    ;(() => { ${action} })()
    console.timeStamp('end')
  })`)
  if (action.includes(leaving)) await page.waitForURL('**/next')
  // It is handed over within a second, and then takes its time.
  else await page.evaluate('new Promise((resolve) => setTimeout(resolve, 1100)).then(() => Headwater.flush(20_000))')
  const complete = new Promise(resolve => browser.once('Tracing.tracingComplete', resolve))
  await browser.send('Tracing.end')
  await complete
  await visitor.close()
  const [begin, end] = ['begin', 'end'].map(
    text => events.filter(({ name, args }) => name === 'TimeStamp' && args.data?.message === text).at(-1)!,
  )
  const after = events.filter(({ name, tid, pid, ts }) => name === 'RunTask' && tid === end!.tid && pid === end!.pid && ts > end!.ts)
  return [(end!.tts - begin!.tts) / 1000, Math.max(0, ...after.map(({ tdur = 0 }) => tdur / 1000))]
}
