/** The harness itself, on pages written by hand: what it says about a page must be so before it judges Headwater. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { goodDraft, rootId, traceId, written } from '../wire/good.ts'
import {
  browserTest,
  coverTab,
  finish,
  leave,
  openPage,
  pageWithHeadwater,
  startSite,
  throttle,
  type Site,
  type SiteOptions,
  type Visitor,
} from './support/index.ts'

const empty = '<!doctype html><title>empty</title>'

/** Tells the site by beacon of everything that happens to its visibility. */
const reporting = `<!doctype html><title>reporting</title><script>
const report = (what) => navigator.sendBeacon('/event?' + what, new Blob(['x'], { type: 'text/plain' }))
document.addEventListener('visibilitychange', () => report(document.visibilityState))
addEventListener('pagehide', () => report('pagehide'))
</script>`

const events = (site: Site): string[] =>
  site.requests.filter(({ path }) => path === '/event').map(({ url }) => new URL(url).search.slice(1))

browserTest('a request is received as it was sent', { pages: { '/': empty } }, async site => {
  const { page } = await openPage(site, '/')
  const answer = await page.evaluate(async () => {
    const response = await fetch('/api/echo?a=1', { method: 'PUT', headers: { 'X-Mine': 'a' }, body: 'ü' })
    return (await response.json()) as { method: string; body: string }
  })
  assert.deepEqual([answer.method, answer.body], ['PUT', 'ü'])
  const request = await site.waitForRequest('/api/echo')
  assert.equal(request.url, `${site.origin}/api/echo?a=1`)
  assert.equal(request.headers['x-mine'], 'a')
  assert.ok(
    request.rawHeaders.some(([name, value]) => name === 'X-Mine' && value === 'a'),
    JSON.stringify(request.rawHeaders),
  )
  assert.equal(request.body.toString(), 'ü')
  assert.ok(Math.abs(Date.now() - request.time) < 60_000)
})

browserTest('beacon and fetch are told apart, within and across sites', { pages: { '/': empty } }, async site => {
  const { page } = await openPage(site, '/')
  await page.evaluate(
    async origins => {
      for (const [index, origin] of origins.entries()) {
        navigator.sendBeacon(`${origin}/api/1/envelope/?beacon${index}`, new Blob(['{}\n'], { type: 'text/plain' }))
        await fetch(`${origin}/api/1/envelope/?fetch${index}`, { method: 'POST', keepalive: true, body: '{}\n' })
      }
    },
    [site.origin, site.otherOrigin, site.foreignOrigin],
  )
  await site.waitFor(() => site.envelopes.length === 6, 'six envelopes')
  for (const { request } of site.envelopes) assert.equal(request.byBeacon, request.url.includes('beacon'), request.url)
  site.envelopes.length = 0
})

const exits: Record<string, (visitor: Visitor, site: Site) => Promise<unknown>> = {
  leave: visitor => leave(visitor),
  'same origin': ({ page }, site) => page.goto(`${site.origin}/api/json`),
  'cross origin': ({ page }, site) => page.goto(`${site.foreignOrigin}/api/json`),
  reload: ({ page }) => page.reload(),
  'closing the tab': ({ page }) => page.close(),
  'closing the context': ({ context }) => context.close(),
}
for (const [name, exit] of Object.entries(exits)) {
  browserTest(`pagehide, then hidden: ${name}`, { pages: { '/': reporting } }, async site => {
    const visitor = await openPage(site, '/')
    await exit(visitor, site)
    await site.waitFor(() => events(site).length >= 2, 'two events')
    assert.deepEqual(events(site).slice(0, 2).sort(), ['hidden', 'pagehide'])
  })
}

browserTest('a covered tab is hidden, not left', { pages: { '/': reporting } }, async site => {
  const visitor = await openPage(site, '/', { tab: true })
  const uncover = await coverTab(visitor)
  await site.waitFor(() => events(site).includes('hidden'), 'hidden')
  await uncover()
  await site.waitFor(() => events(site).includes('visible'), 'visible')
  assert.ok(!events(site).includes('pagehide'))
})

browserTest('answers can be held, delayed, replaced and dropped', { pages: { '/': empty } }, async site => {
  const { page } = await openPage(site, '/')
  const ask = (path: string): Promise<number | string> =>
    page.evaluate(
      path =>
        fetch(path).then(
          ({ status }) => status,
          (error: Error) => error.name,
        ),
      path,
    )

  const gate = site.hold('/api/json')
  let answered = false
  const answer = ask('/api/json').then(status => {
    answered = true
    return status
  })
  await gate.requested
  await ask('/api/echo')
  assert.equal(answered, false)
  gate.release()
  assert.equal(await answer, 200)

  site.delay('/image', 300)
  const before = Date.now()
  assert.equal(await ask('/image'), 200)
  assert.ok(Date.now() - before >= 295)

  site.answer('/dist/headwater.core.mjs', { status: 503 })
  assert.equal(await ask('/dist/headwater.core.mjs'), 503)
  site.answer('/api/json', 'drop')
  assert.equal(await ask('/api/json'), 'TypeError')
  assert.equal(await ask('/api/drop'), 'TypeError')
  assert.equal(await ask('/api/fail?status=418'), 418)
  assert.equal(await ask('/api/redirect?to=/api/fail'), 500)
})

browserTest('a streamed answer comes in pieces', { pages: { '/': empty } }, async site => {
  const { page } = await openPage(site, '/')
  const chunks = await page.evaluate(async () => {
    const reader = (await fetch('/api/stream?chunks=3&ms=100')).body!.getReader()
    let count = 0
    while (!(await reader.read()).done) count += 1
    return count
  })
  assert.equal(chunks, 3)
})

const crossOrigin = {
  none: ['TypeError', 'TypeError', 'TypeError'],
  simple: [200, 'TypeError', 'TypeError'],
  'sentry-trace': [200, 200, 'TypeError'],
  any: [200, 200, 200],
} as const
for (const cors of ['none', 'simple', 'sentry-trace', 'any'] as const) {
  browserTest(`cross-origin answers: ${cors}`, { pages: { '/': empty }, cors, lost: true }, async site => {
    const { page } = await openPage(site, '/')
    const ask = (headers: Record<string, string>): Promise<number | string> =>
      page.evaluate(
        ([url, headers]) =>
          fetch(url, { headers }).then(
            ({ status }) => status,
            (error: Error) => error.name,
          ),
        [`${site.foreignOrigin}/api/json`, headers] as const,
      )
    const trace = { 'sentry-trace': `${traceId}-${rootId}-1` }
    assert.deepEqual([await ask({}), await ask(trace), await ask({ 'x-mine': '1' })], crossOrigin[cors])
  })
}

/** A site whose `/dist/` has these files; closed and removed when the test ends. */
async function siteWithDist(t: TestContext, files: Record<string, string>, pages: SiteOptions['pages']): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-dist-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const site = await startSite({ pages, dist: pathToFileURL(`${folder}/`) })
  t.after(async () => {
    await site.close()
    rmSync(folder, { recursive: true })
  })
  return site
}

test('built files travel as brotli, and their size on the wire is known', async t => {
  const source = `export const text = '${'headwater '.repeat(500)}'\n`
  const page = '<!doctype html><script type="module">import { text } from "/dist/headwater.mjs"; console.log(text.length)</script>'
  const site = await siteWithDist(t, { 'headwater.mjs': source }, { '/': page })
  const visitor = await openPage(site, '/')
  await visitor.page.waitForLoadState('networkidle')
  assert.deepEqual(visitor.messages, ['log: 5000'])
  assert.equal((await visitor.sizes())['/dist/headwater.mjs'], brotliCompressSync(source).length)
  await finish(site)
})

test('a page is given Headwater with its options, however it is loaded', async t => {
  const script = 'console.log(JSON.stringify({ ...document.currentScript.dataset }))'
  const files = {
    'headwater.js': script,
    'headwater.inline.js': script,
    'headwater.mjs': 'export const init = (options) => console.log(JSON.stringify(options))',
  }
  const site = await siteWithDist(t, files, {
    '/tag': pageWithHeadwater({ attributes: { 'tracing-origins': 'a "b" &c' }, from: ({ otherOrigin }) => otherOrigin }),
    '/inline': pageWithHeadwater({ as: 'inline', sampleRate: null }),
    '/module': pageWithHeadwater({ as: 'module', sampleRate: 0, options: 'debug: true' }),
  })
  const given = async (path: string): Promise<unknown> => {
    const { messages } = await openPage(site, path)
    return JSON.parse((messages[0] ?? '').replace('log: ', ''))
  }
  assert.deepEqual(await given('/tag'), { dsn: site.dsn, tracesSampleRate: '1', tracingOrigins: 'a "b" &c' })
  assert.deepEqual(await given('/inline'), { dsn: site.dsn })
  assert.deepEqual(await given('/module'), { dsn: site.dsn, tracesSampleRate: 0, debug: true })
  assert.ok(site.requests.some(({ url }) => url === `${site.otherOrigin}/dist/headwater.js`))
})

browserTest('the network can be made slow and cut', { pages: { '/': empty } }, async site => {
  const slow = await openPage(site, '/', { throttling: { latency: 400 } })
  const took = await slow.page.evaluate(async () => {
    const start = performance.now()
    await fetch('/api/json')
    return performance.now() - start
  })
  assert.ok(took >= 390, `${took} ms`)
  await throttle(slow.page, { offline: true })
  await assert.rejects(
    slow.page.evaluate(() => fetch('/api/json')),
    /Failed to fetch/,
  )
  await throttle(slow.page, {})
  assert.equal(await slow.page.evaluate(async () => (await fetch('/api/json')).status), 200)
})

test('what is awaited in vain says what came instead', async () => {
  const site = await startSite()
  await fetch(`${site.origin}/api/json?x=1`)
  await assert.rejects(site.waitForTransaction('pageload', 20), /not within 20 ms: transaction pageload\nreceived:\n {2}GET http\S+x=1/)
  await site.close()
})

/** A page that asks `path` with a header and sends `envelope` when it is left. */
function sender(header: string, envelope: Uint8Array, path = '/api/json', script = ''): string {
  return `<!doctype html><script>
window.done = fetch('${path}', { method: 'POST', headers: { 'sentry-trace': '${header}' } })
const envelope = Uint8Array.from(atob('${Buffer.from(envelope).toString('base64')}'), (letter) => letter.charCodeAt(0))
const { search } = new URL('${written(goodDraft()).url}')
addEventListener('pagehide', () => navigator.sendBeacon('/api/1/envelope/' + search, new Blob([envelope], { type: 'text/plain' })))
${script}
</script>`
}

async function verdict(page: string, options = {}): Promise<string[]> {
  const site = await startSite({ pages: { '/': page } })
  const visitor = await openPage(site, '/')
  try {
    await visitor.page.evaluate('window.done')
    const envelopes = finish(site, { timeout: 1000, ...options })
    await site.waitForEnvelope(() => true)
    return await envelopes
  } finally {
    await site.close()
  }
}

test('finish passes a visit that keeps its promises, and lists what is only lost', async () => {
  const draft = goodDraft(Date.now())
  assert.deepEqual(await verdict(sender(`${traceId}-${rootId}-1`, written(draft).body)), [])
  draft.payload.environment = undefined
  assert.match((await verdict(sender(`${traceId}-${rootId}-1`, written(draft).body))).join(), /^W P13 /)
  assert.deepEqual(await verdict(sender(`${traceId}-${rootId}-1`, written(draft).body), { allow: ['P13'] }), [])
})

test('finish fails a visit that does not', async () => {
  const good = written(goodDraft(Date.now())).body
  const unknown = `${traceId}-${'c'.repeat(16)}`
  await assert.rejects(verdict(sender(`${unknown}-1`, good)), /a span for every sentry-trace that ends in -1/)
  await verdict(sender(`${unknown}-0`, good))
  await verdict(sender(unknown, good))
  await verdict(sender(`${unknown}-1`, good), { foreignTraces: [`${unknown}-1`] })
  await verdict(sender(`${unknown}-1`, good), { lost: true })
  await assert.rejects(verdict(sender(`${traceId}-1`, good)), /malformed sentry-trace/)
  await assert.rejects(verdict(sender(`${traceId}-${rootId}-1`, good, '/api/1/envelope/')), /on the upload/)

  const script = 'setTimeout(() => { throw new Error("on purpose") })'
  await assert.rejects(verdict(sender(`${traceId}-${rootId}-1`, good, '/api/json', script)), /on purpose/)
  await verdict(sender(`${traceId}-${rootId}-1`, good, '/api/json', script), { pageErrors: /on purpose/ })

  const broken = goodDraft(Date.now())
  broken.payload.spans[1].timestamp = undefined
  await assert.rejects(verdict(sender(`${traceId}-${rootId}-1`, written(broken).body)), /E N8/)
})
