/** Elements whose names are those of the document's and window's own members, before a script tag that waits: all is recorded and sent as without them. */
import assert from 'node:assert/strict'
import { busyFiles, busyPage, busyVisit } from './support/busy-visit.ts'
import { browserTest } from './support/index.ts'

/** https://html.spec.whatwg.org/multipage/dom.html#dom-document-nameditem, and by `id` those of the window. */
const members = [
  'baseURI',
  'referrer',
  'querySelector',
  'prerendering',
  'addEventListener',
  'readyState',
  'hidden',
  'visibilityState',
  'head',
  'createElement',
  'documentElement',
  'body',
  'cookie',
  'URL',
  'defaultView',
  'wasDiscarded',
  'dispatchEvent',
  'onvisibilitychange',
  'title',
]

const elements: Record<string, string> = {
  'an image, currentScript': '<img name="currentScript" src="/image">',
  ...Object.fromEntries(members.map(name => [`an image, ${name}`, `<img name="${name}" src="/image">`])),
  ...Object.fromEntries(members.map(name => [`a form, ${name}`, `<form name="${name}"></form>`])),
  'a form and an image': '<form name="referrer"></form><img name="referrer" src="/image">',
  'all by id': [...members, 'removeEventListener', 'origin', 'fetch', 'Request', 'performance', 'setTimeout', 'sessionStorage']
    .map(id => `<img id="${id}" name="${id}x" src="/image">`)
    .join(''),
  all: members.map(name => `<img name="${name}" src="/image"><form name="${name}"></form>`).join(''),
}

const texts = ['', ...Object.values(elements)]
const pages = Object.fromEntries(
  texts.map((text, index) => [
    `/list/${index}`,
    busyPage({
      head: `<script src="/act.js"></script>`,
      scriptAttributes: 'defer',
      afterScript: '<script src="/go.js" defer></script>',
      body: text,
    }),
  ]),
)

browserTest(
  'elements that are called as members of document and window are',
  { pages: { ...pages, ...busyFiles }, cors: 'credentials', testTimeout: 300_000 },
  async (site, t) => {
    const plain = await busyVisit(site, '/list/0')
    assert.deepEqual([plain.acted, plain.said, plain.errors], ['done', [], []])
    for (const [index, name] of ['', ...Object.keys(elements)].entries()) {
      if (name) await t.test(name, async () => assert.deepEqual(await busyVisit(site, `/list/${index}`), plain))
    }
  },
)
