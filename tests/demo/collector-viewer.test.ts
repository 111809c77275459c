// The viewer shows what strangers sent. In a real browser: it stays text.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { connectBrowser } from '../browser/support/index.ts'
import { CollectorProcess, envelope, framed, newId, traceId } from './support/collector-process.ts'

const markup = '<img src=x onerror=alert(1)><script>alert(2)</script>"><svg onload=alert(3)>\'javascript:alert(4)//{{alert(5)}}'

/** Every name and text of it is markup; ids and times are what the collector insists on. */
function hostile(): string {
  const texts = { [markup]: markup, list: [markup], more: { [markup]: { [markup]: markup } } }
  const trace = {
    trace_id: traceId,
    span_id: 'b7ad6b7169203331',
    op: markup,
    status: markup,
    origin: markup,
    description: markup,
    data: texts,
  }
  return envelope({
    transaction: markup,
    release: markup,
    environment: markup,
    platform: markup,
    sdk: { name: markup, version: markup },
    tags: { [markup]: markup, service: markup },
    measurements: { [markup]: { value: markup, unit: markup } },
    contexts: { trace, [markup]: texts },
    request: { url: markup },
    user: texts,
    extra: texts,
    spans: [
      {
        trace_id: traceId,
        span_id: '00f067aa0ba902b7',
        parent_span_id: 'ffffffffffffffff',
        start_timestamp: 1700000000.6,
        timestamp: 1700000001,
        op: markup,
        description: markup,
        status: markup,
        origin: markup,
        data: texts,
        tags: { [markup]: markup },
        [markup]: texts,
      },
    ],
  })
}

test('markup in an envelope stays text, in the list and in the trace with all facts open', { timeout: 120_000 }, async t => {
  const collector = await CollectorProcess.start(t)
  assert.equal((await collector.post(hostile())).status, 200)
  const report = JSON.stringify({ discarded_events: [{ reason: markup, category: markup, quantity: 1 }] })
  assert.equal((await collector.post(framed(report, undefined, 'client_report'))).status, 200)
  const browser = await connectBrowser()
  t.after(() => browser.close())
  const page = await (await browser.newContext()).newPage()
  const signs: string[] = []
  page.on('dialog', dialog => {
    signs.push(`alert ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('pageerror', error => signs.push(String(error)))
  page.on('console', message => signs.push(message.text()))
  page.on('request', request => {
    if (!request.url().startsWith(`${collector.origin}/`) || request.url().endsWith('/x')) signs.push(request.url())
  })

  await page.goto(`${collector.origin}/`)
  await page.getByText('Dropped before sending').waitFor()
  assert.ok((await page.locator('main').textContent())!.includes(markup))
  const shownElements = async (): Promise<number> => page.locator('main img, main svg, main script').count()
  assert.equal(await shownElements(), 0)

  await page.goto(`${collector.origin}/trace/${traceId}`)
  const tree = page.getByRole('treegrid')
  for (const level of [1, 2]) {
    await tree.locator(`[role="row"][aria-level="${level}"]:visible`).click()
    await page.getByRole('button', { name: 'Search by Trace' }).waitFor()
    await page.getByText('Asking for its data').waitFor({ state: 'detached' })
    assert.equal(await shownElements(), 0)
  }
  await page.evaluate(() => document.querySelectorAll('main details').forEach(part => part.setAttribute('open', '')))
  assert.ok((await page.locator('main').textContent())!.split(markup).length > 20)
  assert.equal(await shownElements(), 0)
  assert.deepEqual(signs, [])

  // And if a script had got into it, the policy would be there still.
  const blocked = await page.evaluate(
    () =>
      new Promise(resolve => {
        document.addEventListener('securitypolicyviolation', event => resolve(event.effectiveDirective))
        document.body.append(Object.assign(document.createElement('script'), { textContent: 'globalThis.ran = true' }))
      }),
  )
  assert.equal(blocked, 'script-src-elem')
  assert.equal(await page.evaluate('globalThis.ran'), undefined)
})

test('a full file is said once on the console, and in the list', { timeout: 120_000 }, async t => {
  const collector = await CollectorProcess.start(t, { options: ['--max-db', '1'] })
  const removed = async (): Promise<number> => (await collector.read<{ removed: number }>('/api/discarded')).removed
  const ids = Array.from({ length: 200 }, newId)
  for (const id of ids) assert.equal((await collector.post(envelope({ extra: { text: 'x'.repeat(10_000) } }, id))).status, 200)
  const count = await removed()
  assert.ok(count > 0)
  assert.equal((await collector.send('GET', `/api/envelopes/${ids[count - 1]}`)).status, 404)
  assert.equal((await collector.send('GET', `/api/envelopes/${ids[count]}`)).status, 200)
  assert.deepEqual(collector.log.match(/--max-db.*/g), ['--max-db): from now on the oldest envelopes make room for new ones'])
  const browser = await connectBrowser()
  t.after(() => browser.close())
  const page = await (await browser.newContext()).newPage()
  await page.goto(`${collector.origin}/`)
  await page.getByText(`make room for new ones, ${count} so far`).waitFor()
})

test('a page is named by its site', { timeout: 120_000 }, async t => {
  const collector = await CollectorProcess.start(t)
  const sdk = { name: 'sentry.javascript.browser.headwater', version: '1' }
  await collector.post(envelope({ platform: 'javascript', sdk, request: { url: 'http://localhost:5173/shop' } }))
  const browser = await connectBrowser()
  t.after(() => browser.close())
  const page = await (await browser.newContext()).newPage()
  await page.goto(`${collector.origin}/`)
  await page.getByRole('region', { name: 'Tags' }).getByRole('button', { name: 'localhost:5173' }).waitFor()
  await page.goto(`${collector.origin}/trace/${traceId}`)
  await page
    .getByRole('treegrid')
    .getByRole('row', { name: /^pageload \/shop.*transaction of localhost:5173/ })
    .waitFor()
})

test('the viewer’s files say what may be done with them', async t => {
  const collector = await CollectorProcess.start(t)
  for (const path of ['/', '/viewer.js', '/viewer.css', '/icon.svg', `/trace/${traceId}`, '/transaction/no%20id']) {
    const { status, headers } = await collector.send('GET', path)
    assert.equal(status, 200)
    const policy = String(headers['content-security-policy'])
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "img-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]) {
      assert.ok(policy.includes(part), `${path}: ${policy}`)
    }
    assert.doesNotMatch(policy, /unsafe|\*/)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
  }
})

test('a page of another origin may send, but neither reads nor makes the collector read', { timeout: 120_000 }, async t => {
  const collector = await CollectorProcess.start(t)
  assert.equal((await collector.post(envelope())).status, 200)
  // Another port of this host is another origin: what a developer's own page, or a service on it, may be.
  const elsewhere = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Elsewhere</title>'),
  )
  await once(elsewhere.listen(0, '127.0.0.1'), 'listening')
  t.after(() => elsewhere.close())
  const port = (elsewhere.address() as AddressInfo).port
  const browser = await connectBrowser()
  t.after(() => browser.close())
  for (const host of ['127.0.0.1', 'localhost', 'shop.localhost']) {
    const page = await (await browser.newContext()).newPage()
    await page.goto(`http://${host}:${port}/`)
    const sent = await page.evaluate(
      ({ origin, body }) => fetch(`${origin}/api/1/envelope/?sentry_key=a`, { method: 'POST', body }).then(response => response.status),
      { origin: collector.origin, body: envelope() },
    )
    assert.equal(sent, 200, host)
    const api = `${collector.origin}/api/traces/${traceId}`
    const statuses: number[] = []
    page.on('response', response => {
      if (response.url().startsWith(api)) statuses.push(response.status())
    })
    const read = await page.evaluate(
      address =>
        Promise.all(
          [
            fetch(address),
            fetch(address, { mode: 'no-cors' }),
            ...['img', 'script', 'iframe'].map(
              tag =>
                new Promise((resolve, reject) => {
                  document.body.append(Object.assign(document.createElement(tag), { onload: resolve, onerror: reject, src: address }))
                }),
            ),
          ].map(attempt =>
            attempt.then(
              () => true,
              () => false,
            ),
          ),
        ),
      api,
    )
    // A frame fires load for an error page too; the status tells what it shows. Of what the policy of resources blocks, no answer is seen.
    assert.deepEqual(read.slice(0, 4), [false, false, false, false], host)
    assert.ok(statuses.length > 0 && statuses.every(status => status === 403), `${host}: ${statuses}`)
    const opened = await page.goto(api)
    assert.equal(opened!.status(), 200, 'following a link is the reader’s own will')
  }
})
