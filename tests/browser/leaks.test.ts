/** What a page holds does not grow with what it did. `npm run bench -- leaks` does ten times as much and prints it. */
import assert from 'node:assert/strict'
import { memoryAfter, type Work } from './support/busy-page.ts'
import { measuredCore, watchCore, type Memory } from './support/memory.ts'
import { browserTest, leave, openPage, pageWithHeadwater, type Page } from './support/index.ts'

const work: Work = { requests: 1000, spans: 1000, navigations: 40 }

/**
 * Most that may remain of a request, a span and what else came with them, bytes. The smallest object that holds one text is
 * larger; compiled code and what the browser itself keeps of long frames are less.
 */
const most = 100

// Its navigations follow each other as fast as redirects do.
const pageAtRate = (sampleRate: number): Page =>
  pageWithHeadwater({ as: 'module', sampleRate, options: `${measuredCore.options} detectRedirects: false` })

browserTest(
  'nothing is kept of requests, spans and navigations that are over',
  {
    pages: {
      ...measuredCore.pages,
      '/without': '<!doctype html><title>without</title><link rel="icon" href="data:,">',
      '/unsampled': pageAtRate(0),
      '/sampled': pageAtRate(1),
    },
    testTimeout: 180_000,
  },
  async (site, t) => {
    const growth = async (kind: string): Promise<Memory> => {
      const visitor = await openPage(site, `/${kind}`, { prepare: watchCore })
      if (kind === 'sampled') await site.waitForTransaction('pageload')
      const after = (end: string): Promise<Memory> => memoryAfter(visitor.page, work, end, site, kind === 'sampled')
      // The first fills caches and has code compiled.
      const [before, then] = [await after('/warm'), await after('/done')]
      await leave(visitor)
      t.diagnostic(`${kind}: ${JSON.stringify(before)} → ${JSON.stringify(then)}`)
      const grown = Object.entries(then).map(([key, bytes]) => [key, bytes - before[key as keyof Memory]])
      return Object.fromEntries(grown) as unknown as Memory
    }
    const without = await growth('without')
    for (const kind of ['unsampled', 'sampled']) {
      const { heap, browser, core } = await growth(kind)
      assert.ok(heap + core < most * work.requests, `${kind}: ${heap} bytes of JS heap and ${core} of the core`)
      // The tools that watch the page keep something of each request.
      assert.ok(browser - without.browser < most * work.requests, `${kind}: ${browser} bytes, ${without.browser} without`)
    }
  },
)
