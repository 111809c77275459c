import { readFileSync } from 'node:fs'
import { dist, pageWithHeadwater, type Page } from '../browser/support/index.ts'

const small = { afterScript: '<script>fetch("/api/json")</script>', body: '<p>page</p><img src="/image" alt="">' }

/** Pages by path. `/tag0`, `/tag1`: as users have it. `/inlinenone`, `/inline0`, `/inline1`: for clocks. */
export const pages: Record<string, Page> = {
  '/tag0': pageWithHeadwater({ ...small, sampleRate: 0 }),
  '/tag1': pageWithHeadwater({ ...small, sampleRate: 1 }),
  '/inlinenone': clockedPage(undefined),
  '/inline0': clockedPage(0),
  '/inline1': clockedPage(1),
  '/core.mjs': () => ({ headers: { 'content-type': 'text/javascript' }, body: coreProbe }),
}

/** Stands before the core, and tells the page how long it took to be fetched, compiled and connected. */
const coreProbe = `const before = performance.now()
const core = await import('/dist/headwater.core.mjs')
export const { VERSION } = core
export const connect = async (host) => {
  const connected = await core.connect(host)
  coreIsReady(performance.now() - before)
  return connected
}`

/** The script in the page's own text, so that no request is between the two times around it. */
function clockedPage(rate: number | undefined): Page {
  return site => {
    // The probe is not what the hashes name.
    const text = readFileSync(new URL('headwater.js', dist), 'utf8').replaceAll(/sha256-[\w+/=]+/g, '')
    const attributes = `data-dsn="${site.dsn}" data-traces-sample-rate="${rate}" data-core-url="/core.mjs"`
    const body = `<!doctype html><meta charset="utf-8"><title>clocked</title><link rel="icon" href="data:,">
<script>const coreReady = new Promise((resolve) => { globalThis.coreIsReady = resolve })</script>
<script>const before = performance.now()</script>
${rate === undefined ? '' : `<script ${attributes}>${text}</script>`}
<script>const after = performance.now()</script>`
    return {
      body,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        // An isolated page has a clock of 5 µs instead of 100.
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      },
    }
  }
}
