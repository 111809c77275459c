/** What receivers answer, and what comes of it. */
import assert from 'node:assert/strict'
import { movableClock } from './support/clock.ts'
import { browserTest, openPage, pageWithHeadwater, type Answer, type Page, type Site, type Visitor } from './support/index.ts'

const endpoint = '/api/1/envelope/'
// Without a pageload, so that what is sent is what the test makes; by fetch, which tells the answers.
const quiet = { 'start-transaction-on-page-load': 'false', transport: 'fetch' }
/** `host` of the receiver, default the page's own. */
const page =
  (attributes: Record<string, string | boolean> = {}, host = '127.0.0.1'): Page =>
  (site, request) => {
    const dsn = site.dsn.replace('127.0.0.1', host)
    const content = pageWithHeadwater({ head: movableClock, attributes: { ...quiet, dsn, ...attributes } })
    return (content as Exclude<Page, string>)(site, request)
  }
/** Hosts of receivers: the usual one is on another site. */
const receivers = { '': '127.0.0.1', ' of another site': 'localhost' }
/** As it is by default, which chooses a beacon first. */
const hereByBeacon = (attributes: Record<string, string | boolean> = {}): Page =>
  pageWithHeadwater({ attributes: { 'start-transaction-on-page-load': 'false', ...attributes } })
/** Sending to another machine: this one is reached without a network, too. */
const sendingAway = (attributes: Record<string, string | boolean> = {}): Page => page(attributes, 'receiver.test')

const finish = ({ page }: Visitor, name: string): Promise<void> =>
  page.evaluate(name => Headwater.startTransaction({ name, op: 'task' }).finish(), name)

/** Names of all transactions received so far, repeated ones repeated. */
const names = (site: Site): string[] => site.transactions().map(({ transaction }) => transaction)
const count = (site: Site, name: string): number => names(site).filter(one => one === name).length

const discarded = (site: Site): unknown[] =>
  site.envelopes.flatMap(({ items }) =>
    items
      .filter(({ header }) => header.type === 'client_report')
      .flatMap(({ payload }) => (JSON.parse(Buffer.from(payload).toString()) as { discarded_events: unknown[] }).discarded_events),
  )

/** Makes the page's clock run ahead of that of the browser from now on. */
const skip = ({ page }: Visitor, ms: number): Promise<void> => page.evaluate(`void (ahead += ${ms})`)

const limits: Record<string, Answer> = {
  'X-Sentry-Rate-Limits': {
    status: 429,
    headers: { 'x-sentry-rate-limits': '60:transaction:organization:quota', 'access-control-expose-headers': 'x-sentry-rate-limits' },
  },
  'Retry-After': { status: 429, headers: { 'retry-after': '60' } },
  'a date in Retry-After': { status: 503, headers: { 'retry-after': new Date(Date.now() + 61_000).toUTCString() } },
  'a bare 429': { status: 429 },
  'limits on a 200': { status: 200, headers: { 'x-sentry-rate-limits': '60:span:key' } },
}

const isToWait = ({ page }: Visitor): Promise<unknown> =>
  page.waitForFunction('Object.keys(sessionStorage).some((key) => key.startsWith("headwater.wait"))', undefined, { polling: 20 })
/** On a page without Headwater, as if so much time had passed. */
const endWait = ({ page }: Visitor): Promise<void> =>
  page.evaluate(() => {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith('headwater.wait')) delete sessionStorage[key]
  })

for (const [where, host] of Object.entries(receivers))
  for (const [name, answer] of Object.entries(limits)) {
    browserTest(`${name}${where} holds transactions back for so long`, { pages: { '/list': page({}, host) } }, async site => {
      const visitor = await openPage(site, '/list')
      site.answer(endpoint, answer)
      await finish(visitor, 'first')
      await visitor.page.evaluate(() => Headwater.flush())
      await isToWait(visitor)
      site.answer(endpoint, { status: 200, body: '{}' })
      await finish(visitor, 'second')
      const accepted = await visitor.page.evaluate(() => Headwater.flush())
      assert.deepEqual(names(site), ['first'], `nothing goes while it holds (${accepted})`)
      await skip(visitor, 70_000)
      await visitor.page.evaluate(() => Headwater.flush())
      await site.waitFor(() => count(site, 'second') === 1, 'what waited')
      assert.equal(count(site, 'first'), answer.status === 200 ? 1 : 2)
    })
  }

browserTest('a limit of other things holds nothing back', { pages: { '/list': page() } }, async site => {
  const visitor = await openPage(site, '/list')
  site.answer(endpoint, { status: 200, headers: { 'x-sentry-rate-limits': '60:error;session:key' }, body: '{}' })
  for (const name of ['first', 'second']) {
    await finish(visitor, name)
    await visitor.page.evaluate(() => Headwater.flush())
  }
  assert.deepEqual(names(site), ['first', 'second'])
})

for (const [where, host] of Object.entries(receivers))
  browserTest(
    `the next page of the tab keeps to the limit${where}, and so does what the page could not send`,
    {
      pages: { '/list': page({}, host), '/blank': '<p>' },
    },
    async site => {
      const visitor = await openPage(site, '/list')
      site.answer(endpoint, { status: 429, headers: { 'retry-after': '3600' } })
      await finish(visitor, 'first')
      await visitor.page.evaluate(() => Headwater.flush())
      await isToWait(visitor)
      await visitor.page.reload()
      await finish(visitor, 'second')
      await visitor.page.evaluate(() => Headwater.flush())
      assert.deepEqual(names(site), ['first'])
      const kept =
        'Object.keys(sessionStorage).filter((key) => key.startsWith("headwater.unsent")).map((key) => sessionStorage[key]).join()'
      assert.match(await visitor.page.evaluate<string>(kept), /"first/, 'what waits when a page is left is kept')
      site.answer(endpoint, { status: 200, body: '{}' })
      await visitor.page.goto(`${site.origin}/blank`)
      await endWait(visitor)
      await visitor.page.goto(`${site.origin}/list`)
      await site.waitFor(() => count(site, 'first') === 2 && count(site, 'second') === 1, 'both, when the limit is over')
    },
  )

browserTest('what is refused for good is not sent again, and reported', { pages: { '/list': page() } }, async site => {
  const visitor = await openPage(site, '/list')
  site.answer(endpoint, { status: 413 })
  await finish(visitor, 'too large')
  await visitor.page.evaluate(() => Headwater.flush())
  site.answer(endpoint, { status: 200, body: '{}' })
  await finish(visitor, 'next')
  await visitor.page.evaluate(() => Headwater.flush())
  assert.deepEqual(names(site), ['too large', 'next'])
  assert.deepEqual(discarded(site), [
    { reason: 'send_error', category: 'transaction', quantity: 1 },
    { reason: 'send_error', category: 'span', quantity: 1 },
  ])
})

browserTest(
  'what beforeSendTransaction drops is reported',
  {
    pages: {
      '/list': pageWithHeadwater({
        as: 'module',
        options: `startTransactionOnPageLoad: false, transport: 'fetch', beforeSendTransaction: (event) => (event.transaction === 'private' ? null : event)`,
      }),
    },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    await finish(visitor, 'private')
    await visitor.page.evaluate(() => Headwater.flush())
    await finish(visitor, 'next')
    await visitor.page.evaluate(() => Headwater.flush())
    assert.deepEqual(names(site), ['next'])
    assert.deepEqual(discarded(site)[0], { reason: 'before_send', category: 'transaction', quantity: 1 })
  },
)

for (const [where, host] of Object.entries(receivers))
  for (const [name, answer] of [
    ['a failing server', { status: 502 }],
    ['an unreachable one', 'drop'],
  ] as const) {
    browserTest(`${name}${where} is tried again by itself`, { pages: { '/list': page({}, host) } }, async site => {
      const visitor = await openPage(site, '/list')
      site.answer(endpoint, answer)
      await finish(visitor, 'first')
      assert.equal(await visitor.page.evaluate(() => Headwater.flush()), false)
      const before = count(site, 'first')
      site.answer(endpoint, { status: 200, body: '{}' })
      // The first wait is 1 to 2 s.
      await site.waitFor(() => count(site, 'first') > before, 'another try')
      await finish(visitor, 'second')
      assert.equal(await visitor.page.evaluate(() => Headwater.flush()), true)
      assert.equal(count(site, 'second'), 1)
    })
  }

const good: Answer = { headers: { 'content-type': 'application/json' }, body: '{}' }
const limit: Answer = { ...limits['X-Sentry-Rate-Limits'], ...{ body: '{}' } }
const unreadable = { 'access-control-allow-origin': 'https://nobody.test' }

for (const [name, first] of [
  ['has failed', { status: 503 }],
  ['was not reached', 'drop'],
] as const) {
  browserTest(`a limit of another site is heard after it ${name}`, { pages: { '/list': page({}, 'localhost') } }, async site => {
    const visitor = await openPage(site, '/list')
    site.answer(endpoint, first)
    await finish(visitor, 'first')
    assert.equal(await visitor.page.evaluate(() => Headwater.flush()), false)
    const before = count(site, 'first')
    site.answer(endpoint, limit)
    await site.waitFor(() => count(site, 'first') > before, 'another try')
    await isToWait(visitor)
    await finish(visitor, 'second')
    assert.equal(await visitor.page.evaluate(() => Headwater.flush()), false)
    assert.equal(count(site, 'second'), 0)
  })
}

browserTest(
  'another site that lets nobody read its answers gets all, and is asked again after a while',
  {
    pages: { '/list': page({}, 'localhost') },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    const flush = (): Promise<boolean> => visitor.page.evaluate(() => Headwater.flush())
    site.answer(endpoint, { ...good, headers: unreadable })
    await finish(visitor, 'first')
    assert.equal(await flush(), false, 'it may not have been reached')
    await site.waitFor(() => count(site, 'first') === 2, 'another try')
    while (!(await flush()));
    for (const name of ['second', 'third']) {
      await finish(visitor, name)
      assert.equal(await flush(), true)
    }
    assert.deepEqual(names(site), ['first', 'first', 'second', 'third'])
    site.answer(endpoint, limit)
    await skip(visitor, 61_000)
    await finish(visitor, 'fourth')
    assert.equal(await flush(), false)
    await isToWait(visitor)
  },
)

browserTest(
  'a redirect to a page, as one to log in, is no acceptance',
  {
    pages: { '/list': page(), '/login': '<p>who are you?' },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    site.answer(endpoint, { status: 302, headers: { location: '/login' } })
    await finish(visitor, 'first')
    assert.equal(await visitor.page.evaluate(() => Headwater.flush()), false)
    site.answer(endpoint, good)
    await site.waitFor(() => count(site, 'first') === 2, 'another try')
    assert.equal(await visitor.page.evaluate(() => Headwater.flush()), true)
  },
)

for (const [where, host] of Object.entries(receivers)) {
  browserTest(
    `what a receiver${where} has taken is not sent again though its answer is damaged`,
    { pages: { '/list': page({}, host) } },
    async site => {
      const visitor = await openPage(site, '/list')
      site.answer(endpoint, { headers: { 'content-encoding': 'gzip' }, body: 'no gzip' })
      await finish(visitor, 'first')
      assert.equal(await visitor.page.evaluate(() => Headwater.flush()), true)
      site.answer(endpoint, good)
      await skip(visitor, 600_000)
      await finish(visitor, 'second')
      assert.equal(await visitor.page.evaluate(() => Headwater.flush()), true)
      assert.deepEqual(names(site), ['first', 'second'])
    },
  )

  const refusals: [string, Answer][] = [
    ['503', { status: 503 }],
    ['429', limit],
  ]
  // Elsewhere nobody can see that a redirect leads to a page that can't be read.
  if (!where) refusals.push(['a page to log in', { status: 302, headers: { location: '/login' } }])
  for (const [name, answer] of refusals) {
    browserTest(
      `what was kept is kept again when a receiver${where} answers with ${name}`,
      {
        pages: {
          '/list': page({}, host),
          '/unsampled': page({ 'traces-sample-rate': '0' }, host),
          '/blank': '<p>',
          '/login': '<p>who are you?',
        },
      },
      async site => {
        const visitor = await openPage(site, '/list')
        const kept = (is: boolean): Promise<unknown> =>
          visitor.page.waitForFunction(
            `${is} === Object.keys(sessionStorage).some((key) => key.startsWith('headwater.unsent'))`,
            undefined,
            { polling: 20 },
          )
        site.answer(endpoint, 'drop')
        await finish(visitor, 'first')
        await visitor.page.evaluate(() => Headwater.flush())
        await visitor.page.goto(`${site.origin}/blank`)
        await kept(true)
        const before = count(site, 'first')
        site.answer(endpoint, answer)
        await visitor.page.goto(`${site.origin}/unsampled`)
        await site.waitFor(() => count(site, 'first') > before, 'a try')
        await kept(true)
        site.answer(endpoint, good)
        await visitor.page.reload()
        await kept(false)
      },
    )
  }
}

browserTest(
  'a limit learnt while the clock was ahead ends when the clock is right',
  {
    // Of the time before.
    allow: ['T5'],
    pages: { '/list': page(), '/blank': '<p>' },
  },
  async site => {
    const visitor = await openPage(site, '/list', {
      prepare: page =>
        page
          .addInitScript(() => {
            const { now } = Date
            Date.now = () => now() + (sessionStorage.getItem('right') ? 0 : 86_400_000)
          })
          .then(() => undefined),
    })
    site.answer(endpoint, limit)
    await finish(visitor, 'first')
    await visitor.page.evaluate(() => Headwater.flush())
    await isToWait(visitor)
    site.answer(endpoint, good)
    await visitor.page.goto(`${site.origin}/blank`)
    await visitor.page.evaluate('void sessionStorage.setItem("right", "yes")')
    await visitor.page.goto(`${site.origin}/list`)
    await finish(visitor, 'second')
    assert.equal(await visitor.page.evaluate(() => Headwater.flush()), true)
  },
)

browserTest(
  'a limit of one receiver holds back no other',
  {
    pages: {
      '/list': page(),
      '/other': (site, request) => (page({ dsn: site.dsn.replace(/1$/, '2') }) as Exclude<Page, string>)(site, request),
    },
  },
  async site => {
    const visitor = await openPage(site, '/list')
    site.answer(endpoint, limit)
    await finish(visitor, 'first')
    await visitor.page.evaluate(() => Headwater.flush())
    await isToWait(visitor)
    await visitor.page.goto(`${site.origin}/other`)
    await finish(visitor, 'second')
    assert.equal(await visitor.page.evaluate(() => Headwater.flush()), true)
    assert.equal(count(site, 'second'), 1)
  },
)

/** How many envelopes IndexedDB has. The store is there from the first look on, or `open` would make a database without it. */
const countStored = (): Promise<number> =>
  new Promise(resolve => {
    const request = indexedDB.open('headwater', 1)
    request.onupgradeneeded = () => request.result.createObjectStore('envelopes', { autoIncrement: true })
    request.onsuccess = () => {
      const count = request.result.transaction('envelopes').objectStore('envelopes').count()
      count.onsuccess = () => (request.result.close(), resolve(count.result))
    }
  })

/** Opens the page and finishes `first` without a network. */
async function finishOffline(site: Site): Promise<Visitor> {
  const visitor = await openPage(site, '/list')
  await visitor.page.evaluate(() => Headwater.flush())
  await visitor.context.setOffline(true)
  await finish(visitor, 'first')
  assert.equal(await visitor.page.evaluate(() => Headwater.flush()), false)
  return visitor
}

async function arrivesOnline(site: Site, { context }: Visitor): Promise<void> {
  await context.setOffline(false)
  await site.waitFor(() => count(site, 'first') === 1, 'what waited')
}

browserTest('offline nothing is tried; online again it goes at once', { pages: { '/list': sendingAway() } }, async site => {
  const visitor = await finishOffline(site)
  await arrivesOnline(site, visitor)
  assert.equal(visitor.messages.filter(line => line.startsWith('error')).length, 0, 'nothing was tried')
})

browserTest(
  'a receiver on this machine that is not reached without a network gets it later',
  {
    pages: { '/list': hereByBeacon() },
  },
  async site => arrivesOnline(site, await finishOffline(site)),
)

for (const [where, list] of [
  ['away', sendingAway({ offline: true })],
  ['on this machine', hereByBeacon({ offline: true })],
] as const) {
  browserTest(
    `with \`offline\`, what can not be sent to a receiver ${where} outlives the tab`,
    { pages: { '/list': list } },
    async site => {
      const visitor = await finishOffline(site)
      while ((await visitor.page.evaluate(countStored)) !== 1);
      await visitor.page.close()
      await visitor.context.setOffline(false)
      const next = await visitor.context.newPage()
      await next.goto(`${site.origin}/list`)
      // Nothing is recorded here but for the core's own work: a transaction brings the core.
      await next.evaluate(() => Headwater.startTransaction({ name: 'second', op: 'task' }).finish())
      await site.waitFor(() => count(site, 'first') === 1, 'what the tab before could not send')
      await next.close()
    },
  )
}
