/** What a strict page forbids: Headwater asks for none of it. */
import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { titles } from './support/look.ts'
import { browserTest, dist, openPage, pageWithHeadwater, type Page, type Site, type Visitor } from './support/index.ts'

const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')
/** Nothing but the files that there are, and the addresses that are asked. */
const exact = ({ origin }: Site): string =>
  [
    "default-src 'none'",
    `script-src ${origin}/dist/headwater.js ${origin}/dist/headwater.core.mjs 'wasm-unsafe-eval'`,
    `connect-src ${origin}/api/json ${origin}/api/1/envelope/`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')

const strict: Page = (site, request) => ({
  headers: {
    'content-type': 'text/html',
    'content-security-policy': policy,
    'content-security-policy-report-only': exact(site),
    'permissions-policy': 'unload=()',
  },
  body: (pageWithHeadwater({ attributes: { 'interactions-sample-rate': 1 } }) as Exclude<Page, string>)(site, request) as string,
})

type Watched = { violations: string[]; made: string[]; listeners: string[] }

/** Notes, before the page's first script, what it is refused, which elements and object URLs scripts make, and what they listen for. */
const watch = `
  const noted = window.noted = { violations: [], made: [], listeners: [] }
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, disposition }) => {
    noted.violations.push([disposition, violatedDirective, blockedURI].join(' '))
  })
  new ReportingObserver((reports) => {
    for (const { type, body } of reports) noted.violations.push(type + ' ' + JSON.stringify(body))
  }, { buffered: true }).observe()
  const spy = (owner, name, note) => {
    const original = owner[name]
    owner[name] = function (...args) {
      note(args)
      return original.apply(this, args)
    }
  }
  spy(Document.prototype, 'createElement', ([name]) => noted.made.push(name))
  spy(Document.prototype, 'createElementNS', ([, name]) => noted.made.push(name))
  spy(URL, 'createObjectURL', () => noted.made.push('blob:'))
  spy(EventTarget.prototype, 'addEventListener', ([type]) => noted.listeners.push(type))
`

const notedBy = ({ page }: Visitor): Promise<Watched> => page.evaluate(() => (window as unknown as { noted: Watched }).noted)

browserTest('no policy is violated, nothing is put into the page, unload is left alone', { pages: { '/strict': strict } }, async site => {
  const visitor = await openPage(site, '/strict', { prepare: page => page.addInitScript({ content: watch }).then(() => undefined) })
  const { page, messages } = visitor
  await page.keyboard.press('Enter')
  await page.evaluate(async () => {
    await fetch('/api/json')
    const xhr = new XMLHttpRequest()
    xhr.open('GET', '/api/json')
    await new Promise(resolve => {
      xhr.onload = resolve
      xhr.send()
    })
    history.pushState(null, '', '/next')
    await fetch('/api/json')
    await Headwater.flush()
  })
  await site.waitForTransaction('navigation')
  const { violations, made, listeners } = await notedBy(visitor)
  assert.deepEqual(violations, [])
  assert.deepEqual(made, ['link'], 'the preload that pins the core, removed at once')
  assert.deepEqual(
    listeners.filter(type => /unload/.test(type)),
    [],
  )
  assert.ok(listeners.includes('pagehide'), 'what is listened for is seen')
  assert.deepEqual(
    await page.evaluate(() =>
      [...document.querySelectorAll('iframe, style, script, [style], link')].map(({ outerHTML }) => outerHTML.slice(0, 30)),
    ),
    ['<script src="/dist/headwater.js'.slice(0, 30)],
  )
  assert.deepEqual(messages, [])
  assert.deepEqual(titles(site.transactions()), ['pageload /strict', 'navigation /next'])
})

test('no published file can run text as code, make elements or blob addresses, or name unload', async () => {
  const files = (await readdir(dist)).filter(name => /\.m?js$/.test(name))
  assert.ok(files.length >= 4)
  for (const name of files) {
    const found = (await readFile(new URL(name, dist), 'utf8')).match(
      /\beval\s*\(|\bFunction\s*\(|\bcreateElement(?!\("link"\))|\bcreateObjectURL|blob:|\binnerHTML|\bdocument\.write|["'`](before)?unload["'`]/g,
    )
    assert.equal(found, null, name)
  }
})
