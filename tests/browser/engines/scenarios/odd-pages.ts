/** Pages that declare, name, write and throw what others would not: the recording goes on, and the header goes where it may. */
import assert from 'node:assert/strict'
import { spanOf } from '../../support/look.ts'
import { pageWithHeadwater, type HeadwaterPage } from '../../support/page-with-headwater.ts'
import { sentryTrace } from '../../support/received.ts'
import type { Scenario } from '../scenario.ts'

/** Asks for an address of the page's own and of a stranger's, by either way. */
const ask = async (stranger: string): Promise<void> => {
  for (const url of ['/api/json', `${stranger}/api/json`]) {
    await (await fetch(url, { headers: { accept: 'a/b' } })).text()
    await new Promise((resolve) => {
      const xhr = new XMLHttpRequest()
      xhr.open('POST', url)
      xhr.onloadend = resolve
      xhr.send('body')
    })
  }
}

const odd = (page: HeadwaterPage, then?: () => unknown): Scenario => ({
  cors: 'any',
  pages: { '/list': pageWithHeadwater({ ...page, attributes: { 'idle-timeout': 20_000, 'tracing-origins': '/^\\//' } }) },
  async run(site, open) {
    const visit = await open('/list')
    if (then) {
      await visit.coreIsThere()
      await visit.call(then)
    }
    await visit.call(ask, site.foreignOrigin)
    await visit.coreIsThere()
    await visit.leave()
    const pageload = await site.waitForTransaction('pageload')
    for (const name of ['GET /api/json', 'POST /api/json']) spanOf(pageload, name)
    const asked = site.requests.filter(({ path, method }) => path === '/api/json' && method !== 'OPTIONS')
    assert.deepEqual(asked.map((request) => !!sentryTrace(request)), [true, true, false, false])
  },
})

export const oddPages: Record<string, Scenario> = {
  'names of the platform, declared after us': { engines: ['Chromium', 'Firefox'], ...odd({
    afterScript: `<script>class Request {} class Headers {} class Map {}</script><script>const Blob = 'b', TextEncoder = 0</script>
      <script>var URL = '/api', Date = 0, origin = 'https://elsewhere.example'; function Proxy() {}</script>`,
  }) },
  'elements by the names of document members': odd({ body: '<img name=baseURI><form name=referrer></form><img name=hidden><img name=readyState>' }),
  'a document that is written again when it is loaded': odd({}, () => {
    document.write('<p>written</p>')
    document.close()
  }),
  'an XHR whose send throws': odd({}, () => {
    const xhr = new XMLHttpRequest()
    xhr.open('POST', '/api/echo')
    try {
      xhr.send({ toString() { throw new Error('mine') } } as never)
    } catch {
      // As without us.
    }
  }),
}
