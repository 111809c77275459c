import { setTimeout as delay } from 'node:timers/promises'
import { Arrivals } from '../arrived.ts'
import type { Site } from '../../../browser/support/index.ts'
import type { Group } from '../group.ts'
import { inTab, settle, type Tab } from '../tab.ts'

const sends = 10
const exits = 10

/** Each sends `body`, a Uint8Array of the page. */
const ways = {
  plain: `fetch('/sink', { method: 'POST', body })`,
  gzip: `new Response(new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer().then((body) =>
    fetch('/sink', { method: 'POST', body, headers: { 'content-encoding': 'gzip' }, keepalive: body.byteLength < 60_000 }))`,
}
const lines: string[] = []

/** The envelope of 1,000 spans sent as it is, and compressed by the page. Nothing of this is in the product. */
export const gzip: Group = {
  name: 'gzip',
  rows: {},
  subjects: ['headwater'],
  turns: 1,
  async visit(site) {
    const text = JSON.stringify((await envelope(site)).toString())
    lines.push('', 'The envelope of 1,000 spans to the own origin, as it is and with Content-Encoding: gzip')
    for (const [name, send] of Object.entries(ways)) {
      const { bytes, task } = await inTab(site, '/none/plain', async tab => {
        await tab.run(`globalThis.body = new TextEncoder().encode(${text})`)
        return cost(site, tab, send)
      })
      const arrived = await leaving(site, text, send)
      const size = bytes.toLocaleString('en').padStart(8)
      lines.push(
        `  ${name.padEnd(6)}${size} bytes, ${task.toFixed(2)} ms of the main thread; left right after: ${arrived} of ${exits} arrived`,
      )
    }
    return {}
  },
  notes: () => lines,
}

/** What Headwater sends of 1,000 spans. */
function envelope(site: Site): Promise<Buffer> {
  const from = site.requests.length
  return inTab(site, '/headwater/empty', async tab => {
    await settle(site, from)
    const arrivals = new Arrivals(site)
    await tab.run('void work.spans(1000)')
    await arrivals.wait(/step 1\.\d+/g, 1000)
    return arrivals.bodies(/step 1\.999/)[0]!
  })
}

async function cost(site: Site, tab: Tab, send: string): Promise<{ bytes: number; task: number }> {
  // Once for what is compiled and made once.
  await tab.run(`${send}.then(() => {})`)
  const before = (await tab.times()).task
  await tab.run(`(async () => { for (let index = 0; index < ${sends}; index++) await ${send} })()`)
  const task = ((await tab.times()).task - before) / sends
  const sent = site.requests.filter(({ path }) => path === '/sink').at(-1)!
  return { bytes: sent.body.length, task }
}

/** How many of the pages that are left in the task of the send, or the next, reach the site. */
async function leaving(site: Site, text: string, send: string): Promise<number> {
  const from = site.requests.length
  for (let exit = 0; exit < exits; exit++) {
    await inTab(site, '/none/plain', async tab => {
      await tab.run(`globalThis.body = new TextEncoder().encode(${text})`)
      const left = tab.page.waitForURL('**/left')
      await tab.run(`void setTimeout(() => { ${send}; location.href = '/left' })`)
      await left
      await delay(200)
    })
  }
  return site.requests.slice(from).filter(({ path, body }) => path === '/sink' && body.length > 0).length
}
