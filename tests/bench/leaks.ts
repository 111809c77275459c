/** What a page still holds after much work: nothing more than before. Started by run.mjs. */
import { memoryAfter, type Work } from '../browser/support/busy-page.ts'
import { openPage, pageWithHeadwater, startSite, type Page } from '../browser/support/index.ts'
import { measuredCore, watchCore, type Memory } from '../browser/support/memory.ts'

const work: Work = { requests: 10_000, spans: 10_000, navigations: 200 }
/** After it caches are full and code is optimized, which is part of the heap: with less, code is all that grows. */
const warmUp: Work = { requests: 15_000, spans: 15_000, navigations: 300 }
/** More growth than this is a leak, %. */
const tolerance = 5

const site = await startSite({
  pages: {
    ...measuredCore.pages,
    '/without': '<!doctype html><title>without</title><link rel="icon" href="data:,">',
    '/unsampled': pageAtRate(0),
    '/sampled': pageAtRate(1),
  },
})
const kinds = ['without', 'unsampled', 'sampled']
const found: [Memory, Memory][] = []
for (const kind of kinds) found.push(await measure(kind))
report()
await site.close()
process.exit()

// Its navigations follow each other as fast as redirects do.
function pageAtRate(sampleRate: number): Page {
  return pageWithHeadwater({ as: 'module', sampleRate, options: `${measuredCore.options} detectRedirects: false` })
}

/** Before and after the work. */
async function measure(kind: string): Promise<[Memory, Memory]> {
  const visitor = await openPage(site, `/${kind}`, { prepare: watchCore })
  if (kind === 'sampled') await site.waitForTransaction('pageload')
  const after = (much: Work, end: string): Promise<Memory> => memoryAfter(visitor.page, much, end, site, kind === 'sampled')
  const memory: [Memory, Memory] = [await after(warmUp, '/warm'), await after(work, '/done')]
  await visitor.close()
  return memory
}

function report(): void {
  const title = `${work.requests} requests, ${work.spans} spans, ${work.navigations} navigations`
  console.log(`\n${title.padEnd(44)}${columns(kinds)}`)
  const row = (what: string, value: (memory: Memory) => string): void => {
    console.log(what.padEnd(44) + columns(found.map(([before, after]) => `${value(before)} → ${value(after)}`)))
  }
  const kilobytes = (bytes: number): string => (bytes / 1024).toFixed(0)
  row('JS heap, KB', ({ heap }) => kilobytes(heap))
  row('allocated in the core, KB', ({ core }) => kilobytes(core))
  row("the core's memory, pages of 64 KB", ({ wasm }) => String(wasm / 65_536))
  row("the browser's objects, KB (tools' included)", ({ browser }) => kilobytes(browser))
  const growth = found.map(([before, after]) => ((after.heap + after.core) / (before.heap + before.core) - 1) * 100)
  const words = growth.map(percent => `${percent.toFixed(1)} %${percent > tolerance ? ' over 5' : ''}`)
  console.log('growth of JS heap and core'.padEnd(44) + columns(words))
}

function columns(values: string[]): string {
  return values.map(value => value.padStart(16)).join('')
}
