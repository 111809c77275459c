/** What is polling, which says nothing about how long a page takes, and what is not. */
import assert from 'node:assert/strict'
import { spanOf } from './support/look.ts'
import { browserTest, leave, openPage, pageWithHeadwater, type Site, type Transaction } from './support/index.ts'

const lengthOf = ({ start_timestamp, timestamp }: Transaction): number => (timestamp - start_timestamp) * 1000
const requestsOf = ({ spans = [] }: Transaction): number => spans.filter(({ op }) => op === 'http.client').length

browserTest(
  'requests that follow from one another are the page load, by fetch and by XHR',
  {
    pages: {
      '/fetch': pageWithHeadwater({
        body: `<script>
        (async () => {
          for (let i = 0; i < 6; i++) {
            await (await fetch('/api/slow?ms=300', { method: 'POST', body: String(i) })).text()
            await new Promise((resolve) => setTimeout(resolve, 100))
          }
          performance.mark('there')
        })()
      </script>`,
      }),
      '/xhr': pageWithHeadwater({
        body: `<script>
        const ask = (left) => {
          const xhr = new XMLHttpRequest()
          xhr.open('GET', '/api/slow?ms=300')
          xhr.onload = () => left ? setTimeout(ask, 100, left - 1) : performance.mark('there')
          xhr.send()
        }
        ask(5)
      </script>`,
      }),
    },
  },
  async site => {
    for (const path of ['/fetch', '/xhr']) {
      await openPage(site, path)
      const pageload = await site.waitForTransaction(
        ({ transaction, contexts }) => transaction === path && contexts.trace.op === 'pageload',
      )
      assert.equal(requestsOf(pageload), 6, path)
      assert.ok(pageload.timestamp >= spanOf(pageload, 'there').timestamp - 0.11, `${path} ends when it is there`)
    }
  },
)

const polls = (call: string) =>
  pageWithHeadwater({
    body: `<script>
    let n = 0
    const poll = () => { const url = '/api/json?n=' + n++; ${call} }
    poll()
    setInterval(poll, 500)
  </script>`,
  })

browserTest(
  'a timer that asks again and again ends no page late, by whatever means',
  {
    // What is left at the end has room for so much.
    lost: true,
    pages: {
      '/fetch': polls('fetch(url)'),
      '/beacon': polls('navigator.sendBeacon(url)'),
      '/pixel': polls("new Image().src = url.replace('/api/json', '/image')"),
    },
  },
  async site => {
    for (const path of ['/fetch', '/beacon', '/pixel']) {
      await openPage(site, path)
      const pageload = await site.waitForTransaction(
        ({ transaction, contexts }) => transaction === path && contexts.trace.op === 'pageload',
      )
      assert.ok(lengthOf(pageload) < 3000, `${path}: ${lengthOf(pageload)} ms`)
      assert.equal(pageload.contexts.trace.status, 'ok')
    }
  },
)

browserTest('who changes page every second has a request in each', { pages: { '/': pageWithHeadwater() } }, async (site: Site) => {
  const visitor = await openPage(site, '/')
  await site.waitForTransaction('pageload')
  for (let i = 0; i < 5; i++) {
    await visitor.page.keyboard.press('a')
    await visitor.page.evaluate(async path => {
      history.pushState(null, '', path)
      await (await fetch('/api/json')).text()
      await new Promise(resolve => setTimeout(resolve, 1000))
    }, `/page/${'abcde'[i]}`)
  }
  await leave(visitor)
  await site.waitForTransaction(({ transaction }) => transaction === '/page/e')
  const navigations = site.transactions().filter(({ contexts }) => contexts.trace.op === 'navigation')
  assert.equal(navigations.length, 5)
  for (const navigation of navigations) assert.equal(requestsOf(navigation), 1, navigation.transaction)
})
