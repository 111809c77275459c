/** A core that can't be had or trusted: the page's calls go on, headers go out, the console says so once. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { browserTest, dist, leave, openPage, pageWithHeadwater, type Answer, type Page, type Site, type Visitor } from './support/index.ts'

const script = (body: string | Uint8Array): Answer => ({ headers: { 'content-type': 'text/javascript' }, body })
const core = await readFile(new URL('headwater.core.mjs', dist), 'utf8')
const trap = await readFile(new URL('../../build/trap/headwater.core.mjs', import.meta.url))

/** The core with some bytes of its wasm changed: the longest text in it, in the middle. */
function damaged(): string {
  const bytes = core.match(/(["'`])[^"'`\\]{5000,}\1/)![0]
  const middle = bytes.length >> 1
  return core.replace(bytes, () => bytes.slice(0, middle) + bytes.slice(middle, middle + 400).split('').reverse().join('') + bytes.slice(middle + 400))
}

const version = /"(\d+\.\d+\.\d+)"/.exec(core)![1]!

/** Cores that fail while they are loaded. */
const broken: Record<string, Answer | 'drop'> = {
  missing: { status: 404, body: 'no such file' },
  'an error page': { headers: { 'content-type': 'text/html' }, body: '<!doctype html><p>Not here' },
  'no script': script('<!doctype html><p>Not here'),
  truncated: script(core.slice(0, core.length / 2)),
  damaged: script(damaged()),
  'of another version': script(core.replaceAll(`"${version}"`, '"999.0.0"')),
  'without connect': script('export const other = 1'),
  throwing: script('throw new Error("mine")'),
  rejecting: script('export const connect = () => Promise.reject(new Error("mine"))'),
  'cut off': 'drop',
}

const pageFor = (attributes: Record<string, string>): Exclude<Page, string> =>
  pageWithHeadwater({ attributes: { 'detect-redirects': 'false', ...attributes } }) as Exclude<Page, string>

const ourWarnings = ({ messages }: Visitor): string[] => messages.filter((line) => /^(warning|error): .*Headwater/.test(line))

/** What the page of a failed core goes on doing; answers what its calls gave. */
const goOn = ({ page }: Visitor): Promise<unknown[]> => page.evaluate(async () => {
  const transaction = Headwater.startTransaction({ name: 'mine', op: 'task' })
  const span = transaction.startChild({ op: 'step' }).setTag('a', 1)
  const first = await Headwater.withActiveSpan(span, () => fetch('/api/json?first'))
  span.finish()
  transaction.finish()
  const xhr = new XMLHttpRequest()
  xhr.open('GET', '/api/json?second')
  const loaded = new Promise((resolve) => (xhr.onload = resolve))
  xhr.send()
  await loaded
  history.pushState(null, '', location.pathname + '/next')
  const third = await fetch('/api/json?third')
  const flushed = await Headwater.flush()
  return [await first.json(), JSON.parse(xhr.responseText), third.status, flushed]
})

/** Fails unless that page goes on as if nothing was, and nothing is sent. */
async function checkGoesOn(site: Site, visitor: Visitor, name: string): Promise<void> {
  const { page } = visitor
  const path = new URL(page.url()).pathname
  assert.deepEqual(await goOn(visitor), [{ ok: true }, { ok: true }, 200, false], name)
  const requests = site.requests.filter(({ path: asked, headers }) => asked === '/api/json' && new URL(headers.referer!).pathname.startsWith(path))
  assert.equal(requests.length, 3, name)
  const headers = requests.map(({ headers }) => headers['sentry-trace'] ?? 'none')
  for (const header of headers.slice(0, 2)) assert.match(header, /^[0-9a-f]{32}-[0-9a-f]{16}-1$/, name)
  // Nothing of a trace begun now would be sent, so it is for others to decide.
  assert.match(headers[2]!, /^[0-9a-f]{32}-[0-9a-f]{16}$/, name)
  assert.equal(ourWarnings(visitor).length, 1, `${name}: ${visitor.messages.join('\n')}`)
  assert.match(ourWarnings(visitor)[0]!, /recording stopped/)
}

const pathOf = (name: string): string => `/${name.replaceAll(' ', '-')}`

browserTest('a core that can not be loaded', {
  lost: true,
  pages: Object.fromEntries(Object.keys(broken).map((name) => [pathOf(name), pageFor({ 'core-url': `/cores${pathOf(name)}` })])),
}, async (site) => {
  await Promise.all(Object.entries(broken).map(async ([name, answer]) => {
    site.answer(`/cores${pathOf(name)}`, answer)
    const visitor = await openPage(site, pathOf(name))
    await said(visitor)
    await checkGoesOn(site, visitor, name)
    await leave(visitor)
  }))
  assert.deepEqual(site.envelopes, [])
})

/** Resolves when the console has said that recording stopped. */
async function said(visitor: Visitor): Promise<void> {
  if (ourWarnings(visitor).length === 0) {
    await visitor.page.waitForEvent('console', { predicate: (message) => message.text().includes('Headwater') })
  }
}

browserTest('a policy without wasm-unsafe-eval', {
  lost: true,
  pages: {
    '/strict': (site, request) => ({
      headers: { 'content-type': 'text/html', 'content-security-policy': "default-src 'self'; script-src 'self'" },
      body: pageFor({})(site, request) as string,
    }),
  },
}, async (site) => {
  const visitor = await openPage(site, '/strict')
  await said(visitor)
  await checkGoesOn(site, visitor, 'policy')
  assert.deepEqual(site.envelopes, [])
})

browserTest('a core that traps after it has worked', {
  lost: true,
  pages: { '/list': pageFor({ 'core-url': '/cores/trap.mjs' }) },
}, async (site) => {
  site.answer('/cores/core.mjs', script(trap))
  // Hands the page the seam, so that it can send the command that traps.
  site.answer('/cores/trap.mjs', script(`import { connect as connectCore } from './core.mjs'
    export const connect = (shim) => {
      let waiting = []
      window.trap = () => waiting.push([255, [], []])
      return connectCore({ ...shim, takeCommands: () => shim.takeCommands().concat(waiting.splice(0)) })
    }`))
  const visitor = await openPage(site, '/list')
  await site.waitForTransaction('pageload')
  const before = site.envelopes.length
  await visitor.page.evaluate(() => {
    Headwater.startTransaction({ name: 'lost', op: 'task' }).finish()
    ;(window as unknown as { trap(): void }).trap()
  })
  await said(visitor)
  await checkGoesOn(site, visitor, 'trap')
  await leave(visitor)
  assert.equal(site.envelopes.length, before)
})

browserTest('the console is told once, however often a trapped core would be called', {
  lost: true,
  pages: { '/list': pageFor({ 'core-url': '/cores/trap.mjs', 'idle-timeout': '100' }) },
}, async (site) => {
  site.answer('/cores/core.mjs', script(trap))
  site.answer('/cores/trap.mjs', script(`import { connect as connectCore } from './core.mjs'
    export const connect = (shim) =>
      connectCore({ ...shim, takeCommands: () => [...shim.takeCommands(), [255, [], []]] })`))
  const visitor = await openPage(site, '/list')
  await said(visitor)
  await checkGoesOn(site, visitor, 'trap in the first batch')
  await leave(visitor)
  assert.equal(ourWarnings(visitor).length, 1)
  assert.match(ourWarnings(visitor)[0]!, /unreachable/)
  assert.deepEqual(site.envelopes, [])
})
