/**
 * A core that can't be had or trusted: another in JavaScript stands in for it. Without that one, the page's calls go on and headers
 * go out. The console says so once.
 */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import {
  browserTest,
  dist,
  leave,
  openPage,
  pageWithHeadwater,
  type Answer,
  type HeadwaterPage,
  type Page,
  type Site,
  type Visitor,
} from './support/index.ts'
import { spanOf } from './support/look.ts'

const script = (body: string | Uint8Array): Answer => ({ headers: { 'content-type': 'text/javascript' }, body })
const core = await readFile(new URL('headwater.core.mjs', dist), 'utf8')
const coreJs = await readFile(new URL('headwater.core-js.mjs', dist), 'utf8')

/** The core with some bytes of its wasm changed: the longest text in it, in the middle. */
function damaged(): string {
  const bytes = core.match(/(["'`])[^"'`\\]{5000,}\1/)![0]
  const middle = bytes.length >> 1
  return core.replace(
    bytes,
    () =>
      bytes.slice(0, middle) +
      bytes
        .slice(middle, middle + 400)
        .split('')
        .reverse()
        .join('') +
      bytes.slice(middle + 400),
  )
}

const version = /"(\d+\.\d+\.\d+)"/.exec(core)![1]!

const ofAnotherVersion = core.replaceAll(`"${version}"`, '"999.0.0"')

/** Cores that fail while they are loaded. `says`: of those whose script runs, which by script tag it doesn't. */
const broken: Record<string, { answer: Answer | 'drop'; says?: RegExp }> = {
  missing: { answer: { status: 404, body: 'no such file' } },
  'an error page': { answer: { headers: { 'content-type': 'text/html' }, body: '<!doctype html><p>Not here' } },
  'no script': { answer: script('<!doctype html><p>Not here') },
  truncated: { answer: script(core.slice(0, core.length / 2)) },
  damaged: { answer: script(damaged()), says: /CompileError/ },
  'of another version': { answer: script(ofAnotherVersion), says: /version 999\.0\.0;/ },
  'of no version': { answer: script("export { connect } from '/dist/headwater.core.mjs'"), says: /version undefined;/ },
  'without connect': { answer: script(`export const VERSION = '${version}'`), says: /not a function/ },
  throwing: { answer: script('throw new Error("mine")'), says: /mine/ },
  rejecting: {
    answer: script(`export const VERSION = '${version}', connect = () => Promise.reject(new Error("mine"))`),
    says: /mine/,
  },
  'cut off': { answer: 'drop' },
}

/** A page whose core is in a folder: headwater.js, which pins it by hash, or headwater.mjs, which doesn't. */
type As = 'tag' | 'module'

const pageFor = (as: As, coreUrl: string, options: HeadwaterPage = {}): Exclude<Page, string> =>
  pageWithHeadwater({
    as,
    attributes: { 'detect-redirects': 'false', 'core-url': coreUrl },
    options: `detectRedirects: false, coreUrl: '${coreUrl}'`,
    head: '<script>performance.mark("early")</script>',
    body: '<p>page</p><img src="/image">',
    ...options,
  }) as Exclude<Page, string>

const folderOf = (name: string): string => `/cores/${name.replaceAll(' ', '-')}`
const pathOf = (name: string): string => `/${name.replaceAll(' ', '-')}`
const brokenFor = (as: As): string[] => Object.keys(broken).filter(name => as === 'module' || !broken[name]!.says)
const pagesFor = (as: As): Record<string, Page> =>
  Object.fromEntries(brokenFor(as).map(name => [pathOf(name), pageFor(as, `${folderOf(name)}/headwater.core.mjs`)]))

/** Visits the page of each broken core, a few at a time. */
async function visitEach(as: As, visit: (name: string, core: (typeof broken)[string]) => Promise<void>): Promise<void> {
  const names = brokenFor(as)
  while (names.length > 0) await Promise.all(names.splice(0, 4).map(name => visit(name, broken[name]!)))
}

const ourWarnings = ({ messages }: Visitor): string[] => messages.filter(line => /^(warning|error): .*Headwater/.test(line))

/** Resolves when the console has said something of ours. */
async function said(visitor: Visitor): Promise<void> {
  if (ourWarnings(visitor).length === 0) {
    await visitor.page.waitForEvent('console', { predicate: message => message.text().includes('Headwater') })
  }
}

const requested = ({ requests }: Visitor): string[] =>
  requests.map(({ url }) => new URL(url).pathname).filter(path => /core[^/]*\.mjs$/.test(path))

/** Fails unless the page's own transaction has all that was before the core, and what comes after it. */
async function checkRecords(site: Site, { page }: Visitor, path: string): Promise<void> {
  assert.deepEqual(await page.evaluate(() => fetch('/api/json?recorded').then(answer => answer.json())), { ok: true })
  const pageload = await site.waitForTransaction(({ transaction, contexts }) => transaction === path && contexts.trace.op === 'pageload')
  spanOf(pageload, 'early')
  spanOf(pageload, 'load event')
  spanOf(pageload, '/image')
  assert.ok(pageload.measurements!.ttfb)
  assert.deepEqual(
    pageload.spans.filter(({ description }) => description?.includes('headwater.core')),
    [],
  )
  const manual = await page.evaluate(async () => {
    const transaction = Headwater.startTransaction({ name: `manual ${location.pathname}`, op: 'task' })
    transaction.startChild({ op: 'step' }).setTag('a', 1).finish()
    transaction.finish()
    return [transaction.toTraceparent(), await Headwater.flush()]
  })
  const { contexts, spans } = await site.waitForTransaction(({ transaction }) => transaction === `manual ${path}`)
  assert.deepEqual(manual, [`${contexts.trace.trace_id}-${contexts.trace.span_id}-1`, true])
  assert.deepEqual(
    spans.map(({ op, tags }) => [op, tags]),
    [['step', { a: '1' }]],
  )
}

/** What the page of a failed core goes on doing; answers what its calls gave. */
const goOn = ({ page }: Visitor): Promise<unknown[]> =>
  page.evaluate(async () => {
    const transaction = Headwater.startTransaction({ name: 'mine', op: 'task' })
    const span = transaction.startChild({ op: 'step' }).setTag('a', 1)
    const first = await Headwater.withActiveSpan(span, () => fetch('/api/json?first'))
    span.finish()
    transaction.finish()
    const xhr = new XMLHttpRequest()
    xhr.open('GET', '/api/json?second')
    const loaded = new Promise(resolve => (xhr.onload = resolve))
    xhr.send()
    await loaded
    history.pushState(null, '', location.pathname + '/next')
    const third = await fetch('/api/json?third')
    const flushed = await Headwater.flush()
    return [await first.json(), JSON.parse(xhr.responseText), third.status, flushed]
  })

/** Fails unless that page goes on as if nothing was. */
async function checkGoesOn(site: Site, visitor: Visitor, name: string): Promise<void> {
  const { page } = visitor
  const path = new URL(page.url()).pathname
  assert.deepEqual(await goOn(visitor), [{ ok: true }, { ok: true }, 200, false], name)
  const requests = site.requests.filter(
    ({ path: asked, headers }) => asked === '/api/json' && new URL(headers.referer!).pathname.startsWith(path),
  )
  assert.equal(requests.length, 3, name)
  const headers = requests.map(({ headers }) => headers['sentry-trace'] ?? 'none')
  for (const header of headers.slice(0, 2)) assert.match(header, /^[0-9a-f]{32}-[0-9a-f]{16}-1$/, name)
  // Nothing of a trace begun now would be sent, so it is for others to decide.
  assert.match(headers[2]!, /^[0-9a-f]{32}-[0-9a-f]{16}$/, name)
  assert.equal(ourWarnings(visitor).length, 1, `${name}: ${visitor.messages.join('\n')}`)
  assert.match(ourWarnings(visitor)[0]!, /recording stopped/)
}

/** Fails unless each page that was left has sent its root, and nothing but how much is missing. */
async function checkLoneRoots(site: Site): Promise<void> {
  await site.waitFor(() => site.envelopes.length === site.visitors.length, 'a root of each page')
  for (const { contexts, spans } of site.transactions()) {
    assert.deepEqual([contexts.trace.op, contexts.trace.data, spans], ['pageload', { 'headwater.core': 'not loaded' }, []])
    assert.ok((contexts.headwater as { dropped: { no_core: number } }).dropped.no_core > 0)
  }
}

for (const as of ['tag', 'module'] as const) {
  browserTest(`a core that can not be loaded, ${as}: the one in JavaScript takes its place`, { pages: pagesFor(as) }, async site => {
    await visitEach(as, async (name, { answer, says = /TypeError|SyntaxError/ }) => {
      site.answer(`${folderOf(name)}/headwater.core.mjs`, answer)
      site.answer(`${folderOf(name)}/headwater.core-js.mjs`, script(coreJs))
      const visitor = await openPage(site, pathOf(name))
      await checkRecords(site, visitor, pathOf(name))
      const [warning, ...others] = ourWarnings(visitor)
      assert.deepEqual(others, [], name)
      assert.match(warning!, /headwater\.core-js\.mjs is used$/, name)
      assert.match(warning!, says, name)
      assert.equal(requested(visitor).filter(path => path.includes('core-js')).length, 1, name)
    })
  })

  browserTest(`neither core can be loaded, ${as}`, { lost: true, pages: pagesFor(as) }, async site => {
    await visitEach(as, async (name, { answer }) => {
      site.answer(`${folderOf(name)}/headwater.core.mjs`, answer)
      site.answer(`${folderOf(name)}/headwater.core-js.mjs`, answer)
      const visitor = await openPage(site, pathOf(name))
      await said(visitor)
      await checkGoesOn(site, visitor, name)
      assert.match(ourWarnings(visitor)[0]!, /needs headwater\.core\.mjs \d.* and 'wasm-unsafe-eval', or headwater\.core-js\.mjs$/, name)
      await leave(visitor)
    })
    await checkLoneRoots(site)
  })
}

// One letter, of a name in the page's storage.
const tampered = core.replace('headwater.trace', 'headwater.tracf')

browserTest(
  'a core that somebody has changed runs where nothing says what it must be, and not by script tag',
  {
    pages: Object.fromEntries((['tag', 'module'] as const).map(as => [`/${as}`, pageFor(as, '/cores/headwater.core.mjs')])),
  },
  async site => {
    assert.notEqual(tampered, core)
    site.answer('/cores/headwater.core.mjs', script(tampered))
    site.answer('/cores/headwater.core-js.mjs', script(coreJs))
    const found: Record<string, string[]> = {}
    for (const path of ['/tag', '/module']) {
      const visitor = await openPage(site, path)
      await checkRecords(site, visitor, path)
      found[path] = requested(visitor)
      assert.equal(
        visitor.messages.some(line => line.includes("'integrity' attribute")),
        path === '/tag',
      )
    }
    assert.deepEqual(found, {
      '/tag': ['/cores/headwater.core.mjs', '/cores/headwater.core-js.mjs'],
      '/module': ['/cores/headwater.core.mjs'],
    })
  },
)

const withPolicy =
  (policy: string, page: Page): Page =>
  (site, request) => ({
    headers: { 'content-type': 'text/html', 'content-security-policy': policy },
    body: (page as Exclude<Page, string>)(site, request) as string,
  })

/** Visits, and answers what the policy of the page was violated by. */
async function visitStrictly(site: Site, path: string): Promise<[Visitor, () => Promise<string[]>]> {
  const visitor = await openPage(site, path, {
    prepare: page =>
      page
        .addInitScript(() => {
          Object.assign(window, { violations: [] })
          document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
            ;(window as unknown as { violations: string[] }).violations.push(`${violatedDirective} ${blockedURI}`)
          })
        })
        .then(() => undefined),
  })
  return [visitor, () => visitor.page.evaluate('violations') as Promise<string[]>]
}

const strict = "default-src 'self'; script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
const bare = { head: '', attributes: { 'detect-redirects': 'false' }, body: '<p>page</p><img src="/image">' }

browserTest(
  'a policy without wasm-unsafe-eval: the core in JavaScript, which alone is fetched',
  {
    pages: {
      '/asked': withPolicy(strict, pageWithHeadwater({ ...bare, head: '<script src="/early.js"></script>' })),
      '/off': withPolicy(
        strict,
        pageWithHeadwater({
          ...bare,
          head: '<script src="/early.js"></script>',
          attributes: { ...bare.attributes, wasm: 'off' },
        }),
      ),
      '/early.js': () => script('performance.mark("early")'),
    },
  },
  async site => {
    for (const path of ['/asked', '/off']) {
      const [visitor, violations] = await visitStrictly(site, path)
      await checkRecords(site, visitor, path)
      assert.deepEqual(requested(visitor), ['/dist/headwater.core-js.mjs'])
      // That it is refused is known only by asking, which the policy reports.
      assert.deepEqual(await violations(), path === '/off' ? [] : ['script-src wasm-eval'])
      const warnings = ourWarnings(visitor)
      if (path === '/off') assert.deepEqual(warnings, [])
      else assert.match(warnings.join('\n'), /^warning: Headwater: CompileError: .*; headwater\.core-js\.mjs is used$/)
    }
  },
)

browserTest(
  'a policy without wasm-unsafe-eval, and no core in JavaScript',
  {
    lost: true,
    pages: {
      '/strict': withPolicy(strict, pageWithHeadwater(bare)),
      '/inline': withPolicy(strict, pageWithHeadwater({ ...bare, as: 'inline' })),
    },
  },
  async site => {
    site.answer('/dist/headwater.core-js.mjs', { status: 404 })
    for (const path of ['/strict', '/inline']) {
      const visitor = await openPage(site, path)
      await said(visitor)
      await checkGoesOn(site, visitor, path)
      assert.match(ourWarnings(visitor)[0]!, /CompileError.*'wasm-unsafe-eval'/)
      assert.deepEqual(requested(visitor), path === '/inline' ? [] : ['/dist/headwater.core-js.mjs'])
      await leave(visitor)
    }
    await checkLoneRoots(site)
  },
)

browserTest(
  'the script with the core inside takes the one in JavaScript from where core-url says',
  {
    pages: {
      '/inline': withPolicy(
        strict,
        pageWithHeadwater({
          ...bare,
          as: 'inline',
          head: '<script src="/early.js"></script>',
          attributes: { 'core-url': '/dist/headwater.core.mjs' },
        }),
      ),
      '/early.js': () => script('performance.mark("early")'),
    },
  },
  async site => {
    const visitor = await openPage(site, '/inline')
    await checkRecords(site, visitor, '/inline')
    assert.deepEqual(requested(visitor), ['/dist/headwater.core-js.mjs'])
  },
)

browserTest(
  'a policy that names scripts by nonce is kept, and the hash with it',
  {
    pages: Object.fromEntries(
      ['/good', '/changed'].map(path => [
        path,
        withPolicy(
          "script-src 'nonce-abc' 'wasm-unsafe-eval'",
          pageFor('tag', `/cores${path}/headwater.core.mjs`, {
            scriptAttributes: 'nonce="abc"',
            head: '<script nonce="abc">performance.mark("early")</script>',
          }),
        ),
      ]),
    ),
  },
  async site => {
    site.answer('/cores/good/headwater.core.mjs', script(core))
    site.answer('/cores/changed/headwater.core.mjs', script(tampered))
    site.answer('/cores/changed/headwater.core-js.mjs', script(coreJs))
    for (const path of ['/good', '/changed']) {
      const [visitor, violations] = await visitStrictly(site, path)
      await checkRecords(site, visitor, path)
      assert.deepEqual(requested(visitor), [
        `/cores${path}/headwater.core.mjs`,
        ...(path === '/good' ? [] : [`/cores${path}/headwater.core-js.mjs`]),
      ])
      assert.deepEqual(await violations(), [])
    }
  },
)

/** Serves, below /cores/, both forms of the core with the command that traps. `trap`: the codes that follow what the page has recorded, as JavaScript. */
async function serveTraps(site: Site, trap: string): Promise<void> {
  for (const name of ['headwater.core.mjs', 'headwater.core-js.mjs']) {
    site.answer(`/cores/real/${name}`, script(await readFile(new URL(`../../build/trap/${name}`, import.meta.url))))
    // Hands the page the seam.
    site.answer(
      `/cores/${name}`,
      script(`import { connect as connectCore } from './real/${name}'
      export { VERSION } from './real/${name}'
      export const connect = (shim) => {
        let waiting = []
        window.trap = () => waiting.push(255)
        return connectCore({ ...shim, takeCommands() {
          const commands = shim.takeCommands()
          commands.numbers.push(...${trap})
          return commands
        } })
      }`),
    )
  }
}

const trapping = (options = ''): Page =>
  pageWithHeadwater({
    as: 'module',
    options: `detectRedirects: false, coreUrl: '/cores/headwater.core.mjs', ${options}`,
  })

for (const [form, option] of [
  ['WebAssembly', ''],
  ['JavaScript', "wasm: 'off',"],
] as const) {
  browserTest(`a core that traps after it has worked, ${form}`, { lost: true, pages: { '/list': trapping(option) } }, async site => {
    await serveTraps(site, 'waiting.splice(0)')
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

  browserTest(
    `the console is told once, however often a trapped core would be called, ${form}`,
    {
      lost: true,
      pages: { '/list': trapping(`idleTimeout: 100, ${option}`) },
    },
    async site => {
      await serveTraps(site, '[255]')
      const visitor = await openPage(site, '/list')
      await said(visitor)
      await checkGoesOn(site, visitor, 'trap in the first batch')
      await leave(visitor)
      assert.equal(ourWarnings(visitor).length, 1)
      assert.match(ourWarnings(visitor)[0]!, form === 'JavaScript' ? /abort/ : /unreachable/)
      assert.deepEqual(site.envelopes, [])
    },
  )
}
