import assert from 'node:assert/strict'
import { leave, openPage, sentryTrace, type Site, type VisitOptions, type Visitor } from '../../browser/support/index.ts'

/**
 * Visits the app twice. Sampled: `coreFiles` files of scripts beyond the app's own come with the core (0 when the core is
 * part of the app), and the pageload with its request is received. Not sampled: none of them is fetched, nothing is sent.
 */
export async function visitApp(site: Site, coreFiles: number, options: VisitOptions = {}): Promise<void> {
  const sampled = await openApp(site, '/', options)
  const pageload = await site.waitForTransaction('pageload')
  assert.equal(pageload.transaction, '/')
  const request = site.requests.find(({ path }) => path === '/api/json')!
  assert.equal(sentryTrace(request)?.sampled, true)
  const { spans } = pageload
  assert.ok(spans.some(({ op, span_id }) => op === 'http.client' && span_id === sentryTrace(request)?.spanId))
  assert.deepEqual(spans.filter(({ description }) => description?.includes('headwater.core')), [])
  const sizes = await sampled.sizes()
  await leave(sampled)

  const sent = site.envelopes.length
  const unsampled = await openApp(site, '/?rate=0', options)
  // Every load event is followed by idle time, which is when a core would be asked for.
  await unsampled.page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
  const last = site.requests.filter(({ path }) => path === '/api/json').at(-1)!
  assert.equal(sentryTrace(last)?.sampled, false)
  await leave(unsampled)
  assert.equal(site.envelopes.length, sent)

  const additional = scripts(sampled).filter((url) => !scripts(unsampled).includes(url))
  assert.equal(additional.length, coreFiles, `with the core came ${additional}`)
  // Bytes on the wire: compressed or not, it is the core itself and not a file that leads to what was there already.
  for (const url of additional) assert.ok(sizes[new URL(url).pathname]! > 20_000, JSON.stringify(sizes))
}

async function openApp(site: Site, path: string, options: VisitOptions): Promise<Visitor> {
  const visitor = await openPage(site, path, options)
  assert.equal(await visitor.page.evaluate('window.answered'), 200)
  const said = visitor.messages.filter((message) => /^(warning|error):/.test(message))
  assert.deepEqual(said, [])
  return visitor
}

const scripts = ({ requests }: Visitor): string[] => requests.filter(({ type }) => type === 'script').map(({ url }) => url)
