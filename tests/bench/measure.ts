/** Prints what a visitor pays. Started by run.mjs. */
import { leave, openPage, startSite, type Visitor } from '../browser/support/index.ts'
import { pages } from './pages.ts'

/** Each has a browser context of its own, so nothing comes from a cache. */
const visits = 9

const site = await startSite({ pages })
try {
  const { chromium, rows } = await measure()
  console.log(`\n${`Chromium ${chromium}`.padEnd(44)}${columns(['without', 'unsampled', 'sampled'])}`)
  for (const [what, ...values] of rows) console.log(what.padEnd(44) + columns(values))
} finally {
  await site.close()
}
// At once: the harness would end with the report of a test run without tests.
process.exit()

function columns(values: (number | string)[]): string {
  return values.map(value => String(value).padStart(11)).join('')
}

/** Rows: what, then its values without Headwater, for a visitor who is not sampled and for one who is. */
async function measure(): Promise<{ chromium: string; rows: [string, ...(number | string)[]][] }> {
  const fetched = [await fetchedBytes(0), await fetchedBytes(1)]
  const pageload = site.envelopes[0]!
  const sampled = await visit('1')
  const all = [await visit('none'), await visit('0'), sampled]
  return {
    chromium: (await site.browser()).version(),
    rows: [
      ['fetched from dist/, bytes on the wire', 0, ...fetched],
      ['script evaluation and init, ms', ...all.map(({ script }) => median(script).toFixed(2))],
      ['core, from import() to ready, ms', '', '', median(sampled.core).toFixed(1)],
      ['inside one fetch() call, µs', ...all.map(({ call }) => median(call).toFixed(0))],
      [`pageload of ${pageload.transaction!.spans.length} spans, bytes of envelope`, '', '', pageload.request.body.length],
    ],
  }
}

/** All that the harness saw coming from `/dist/`, as compressed. */
async function fetchedBytes(rate: 0 | 1): Promise<number> {
  const visitor = await openPage(site, `/tag${rate}`)
  if (rate === 1) await site.waitForTransaction('pageload')
  else await untilIdle(visitor)
  const sizes = Object.entries(await visitor.sizes()).filter(([path]) => path.startsWith('/dist/'))
  await end(visitor)
  return sizes.reduce((sum, [, bytes]) => sum + bytes, 0)
}

/** One value for each visit. Script and core in ms, the call in µs. */
async function visit(name: string): Promise<Record<'script' | 'core' | 'call', number[]>> {
  const values = { script: [] as number[], core: [] as number[], call: [] as number[] }
  for (let round = 0; round < visits; round++) {
    const visitor = await openPage(site, `/inline${name}`)
    values.script.push(await visitor.page.evaluate<number>('after - before'))
    if (name === '1') values.core.push(await visitor.page.evaluate<number>('coreReady'))
    else await untilIdle(visitor)
    values.call.push(await visitor.page.evaluate(timeCalls))
    await end(visitor)
  }
  return values
}

/** Runs in the page: the median time that `fetch` takes to return its promise, µs. */
async function timeCalls(): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < 5; round++) {
    const answers: Promise<string>[] = []
    for (let call = 0; call < 40; call++) {
      const before = performance.now()
      const answer = fetch('/api/json')
      times.push(performance.now() - before)
      answers.push(answer.then(response => response.text()))
    }
    await Promise.all(answers)
  }
  return times.sort((a, b) => a - b)[times.length / 2]! * 1000
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!
}

/** Past the moment at which a core would have been asked for. */
async function untilIdle({ page }: Visitor): Promise<void> {
  await page.evaluate(() => new Promise(resolve => requestIdleCallback(resolve)))
}

async function end(visitor: Visitor): Promise<void> {
  await leave(visitor)
  await visitor.close()
}
