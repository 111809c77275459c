import assert from 'node:assert/strict'
import { leave, openPage, sentryTrace, type Site, type VisitOptions, type Visitor } from '../../browser/support/index.ts'

/**
 * Visits the app three times. Sampled: `coreFiles` files of scripts beyond the app's own come with the core (0 when the core is
 * part of the app), and the pageload with its request is received. Sampled without WebAssembly: the same, the files are others. Not
 * sampled: none of them is fetched, nothing is sent.
 */
export async function visitApp(site: Site, coreFiles: number, options: VisitOptions = {}): Promise<void> {
  const [sampled, sizes] = await visitSampled(site, '/', options)
  const [withoutWasm, sizesWithout] = await visitSampled(site, '/?wasm=off', options)

  const sent = site.envelopes.length
  const unsampled = await openApp(site, '/?rate=0', options)
  // Every load event is followed by idle time, which is when a core would be asked for.
  await unsampled.page.evaluate(() => new Promise(resolve => requestIdleCallback(resolve)))
  const last = site.requests.filter(({ path }) => path === '/api/json').at(-1)!
  assert.equal(sentryTrace(last)?.sampled, false)
  await leave(unsampled)
  assert.equal(site.envelopes.length, sent)

  const beyond = (visitor: Visitor): string[] => scripts(visitor).filter(url => !scripts(unsampled).includes(url))
  const additional = [beyond(sampled), beyond(withoutWasm)]
  for (const urls of additional) assert.equal(urls.length, coreFiles, `with the core came ${urls}`)
  assert.equal(new Set(additional.flat()).size, 2 * coreFiles, 'each form of the core is a file')
  // Bytes on the wire: compressed or not, it is the core itself and not a file that leads to what was there already.
  for (const url of additional.flat()) assert.ok({ ...sizes, ...sizesWithout }[new URL(url).pathname]! > 20_000, url)
}

async function visitSampled(site: Site, path: string, options: VisitOptions): Promise<[Visitor, Record<string, number>]> {
  const visitor = await openApp(site, path, options)
  const request = site.requests.filter(({ path }) => path === '/api/json').at(-1)!
  const { traceId, spanId, sampled } = sentryTrace(request)!
  assert.equal(sampled, true)
  const { transaction, spans } = await site.waitForTransaction(
    ({ contexts: { trace } }) => trace.op === 'pageload' && trace.trace_id === traceId,
  )
  assert.equal(transaction, '/')
  assert.ok(spans.some(({ op, span_id }) => op === 'http.client' && span_id === spanId))
  assert.deepEqual(
    spans.filter(({ description }) => description?.includes('headwater.core')),
    [],
  )
  const sizes = await visitor.sizes()
  await leave(visitor)
  return [visitor, sizes]
}

async function openApp(site: Site, path: string, options: VisitOptions): Promise<Visitor> {
  const visitor = await openPage(site, path, options)
  assert.equal(await visitor.page.evaluate('window.answered'), 200)
  const said = visitor.messages.filter(message => /^(warning|error):/.test(message))
  assert.deepEqual(said, [])
  return visitor
}

const scripts = ({ requests }: Visitor): string[] => requests.filter(({ type }) => type === 'script').map(({ url }) => url)
