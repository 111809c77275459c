/** Pages whose own scripts declare something by the browser's names, after Headwater has run: all is recorded and sent as without that. */
import assert from 'node:assert/strict'
import { busyFiles, busyPage, busyVisit } from './support/busy-visit.ts'
import { browserTest } from './support/index.ts'

/** Declarations that a page's classic script may have: each is for all scripts of the page. */
const declarations: string[] = [
  'class Request {}',
  'var Request = null',
  "var URL = '/api'",
  'class URL {}',
  "const Blob = 'b'",
  'let Headers',
  'function Headers() {}',
  'class Map {}',
  'class WeakMap {}',
  'class Set {}',
  'var performance = {}',
  'const Promise = class {}',
  'function Proxy() {}',
  'var Date = 0',
  'const JSON = {}',
  'class PerformanceObserver {}',
  'const TextEncoder = 1, TextDecoder = 1',
  'var setTimeout = 0, clearTimeout = 0',
  "var origin = 'https://evil.example'",
  'var self = {}',
  'let navigator = {}',
  'const crypto = {}',
  'class History {}',
  'class Document {}',
  'class Object {}',
  'class Array {}',
  'let Reflect',
  'let Math',
  'var Number, String = 0, Boolean, Symbol',
  'class RegExp {}',
  'let queueMicrotask, requestAnimationFrame, requestIdleCallback',
  'let fetchLater, WebAssembly, console',
  'class AbortController {}',
  'class Error {}',
  'var isFinite, decodeURIComponent',
  'class XMLHttpRequest {}',
  'let Float64Array, Uint8Array, ArrayBuffer',
  'class EventTarget {}',
  'let addEventListener, removeEventListener, dispatchEvent',
  'var sessionStorage = 0, localStorage = 0, indexedDB = 0',
  'class URLSearchParams {}',
  'class Function {}',
]

const all = `
  for (const name of Object.getOwnPropertyNames(window)) {
    // What cannot be declared, what is called to ask, and what is ours.
    if (!/^(window|document|location|top|undefined|NaN|Infinity|globalThis|eval|fetch|Headwater|act|go|history)$/.test(name)) try { (0, eval)('var ' + name + ' = 0') } catch {}
  }`

const groups = {
  'headwater.js': { list: declarations, as: 'tag', attributes: {} },
  'headwater.inline.js': { list: ['class Request {}', "var URL = '/api'", "const Blob = 'b'"], as: 'inline', attributes: {} },
  'headwater.core-js.mjs': { list: [], as: 'tag', attributes: { wasm: 'off' } },
} as const

for (const [file, { list, as, attributes }] of Object.entries(groups)) {
  const texts = ['', ...list, all]
  const pages = Object.fromEntries(
    texts.map((text, index) => [
      `/list/${index}`,
      busyPage({
        as,
        attributes,
        head: '<script src="/act.js"></script>',
        afterScript: `<script>${text}</script><script>go()</script>`,
      }),
    ]),
  )
  browserTest(
    `names of the browser's that a page declares after ${file}`,
    { pages: { ...pages, ...busyFiles }, cors: 'credentials', testTimeout: 300_000 },
    async (site, t) => {
      const plain = await busyVisit(site, '/list/0')
      assert.deepEqual([plain.acted, plain.said, plain.errors], ['done', [], []])
      for (const [index, text] of texts.entries()) {
        if (text)
          await t.test(text === all ? 'all at once' : text, async () => assert.deepEqual(await busyVisit(site, `/list/${index}`), plain))
      }
    },
  )
}
