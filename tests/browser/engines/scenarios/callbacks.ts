/** Callbacks of the options that do what they are asked about. */
import assert from 'node:assert/strict'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import { sentryTrace } from '../../support/received.ts'
import type { Scenario } from '../scenario.ts'

/** Callbacks of the options, as source, each of which does what it is asked about, and how often they ran. */
const options = `
  tracingOrigins: [/^\\//], idleTimeout: 300, detectRedirects: false,
  tracesSampler() { called('tracesSampler'); Headwater.startTransaction('in tracesSampler').finish(); return 1 },
  beforeNavigate(context) { called('beforeNavigate'); if (calls.beforeNavigate < 20) history.pushState(null, '', '/moved/' + calls.beforeNavigate); return context },
  navigationKey(url) { called('navigationKey'); if (calls.navigationKey < 50) history.replaceState(null, '', location.href + (location.search ? '' : '?key')); return url.pathname },
  shouldCreateSpanForRequest(url) {
    called('shouldCreateSpanForRequest')
    fetch('/api/echo?nested').then((answer) => answer.text())
    const xhr = new XMLHttpRequest()
    xhr.open('GET', '/api/echo?nested')
    xhr.send()
    Headwater.startSpan({ name: 'nested', op: 'task' }, () => fetch('/api/echo?nested').then((answer) => answer.text()))
    Headwater.startTransaction('in shouldCreateSpanForRequest').finish()
    return true
  },
  beforeSendTransaction(event) {
    called('beforeSendTransaction')
    if (calls.beforeSendTransaction < 10) Headwater.startTransaction('in beforeSendTransaction').finish()
    return event
  },
`

export const callbacks: Record<string, Scenario> = {
  'callbacks that do what they are asked about are not asked again about that': {
    lost: true,
    pages: {
      '/list': pageWithHeadwater({
        as: 'module',
        sampleRate: null,
        options,
        head: `<script>
          window.calls = {}
          window.called = (name) => {
            calls[name] = (calls[name] ?? 0) + 1
            if (calls[name] > 60) throw new Error('again and again')
          }
        </script>`,
      }),
    },
    async run(site, open) {
      const visit = await open('/list')
      await visit.call(async () => {
        for (const by of ['one', 'two', 'three']) await (await fetch(`/api/json?by=${by}`)).text()
      })
      await site.waitForTransaction(({ contexts: { trace } }) => /pageload|navigation/.test(trace.op))
      const counts = (await visit.evaluate('calls')) as Record<string, number>
      assert.deepEqual(
        site.requests.filter(request => request.path === '/api/json').map(request => !!sentryTrace(request)),
        [true, true, true],
      )
      assert.equal(counts.shouldCreateSpanForRequest, 3)
      assert.equal(site.requests.filter(request => request.query.has('nested')).length, 9)
      for (const [name, count] of Object.entries(counts)) assert.ok(count < 50, `${name} was called ${count} times`)
    },
  },
}
