/** What pages are called, and which addresses are one page. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { titles } from './support/look.ts'
import { browserTest, leave, openPage, pageWithHeadwater, sentryTrace, type Site } from './support/index.ts'

const idle = { 'idle-timeout': 200 }
const sourceOf = (transaction: { transaction_info: { source: string } }): string => transaction.transaction_info.source

browserTest(
  'a router names the page whose address it resolved, and no other',
  {
    pages: {
      '/users/7': pageWithHeadwater({
        attributes: idle,
        afterScript: `<script>
        Headwater.setRouteName('/users/:name', '/users/7?tab=1')
        Headwater.setRouteName('/other', '/users/8')
        Headwater.setRouteName('/nowhere', 'http://[')
      </script>`,
      }),
    },
  },
  async site => {
    const { page } = await openPage(site, '/users/7')
    const pageload = await site.waitForTransaction('pageload')
    assert.deepEqual([pageload.transaction, sourceOf(pageload)], ['/users/:name', 'route'])
    await page.keyboard.press('a')
    await page.evaluate(() => {
      history.pushState(null, '', '/orders/new')
      Headwater.setRouteName('/late', '/users/7')
      Headwater.setRouteName('the order')
    })
    const navigation = await site.waitForTransaction('navigation')
    assert.deepEqual([navigation.transaction, sourceOf(navigation)], ['the order', 'route'])
  },
)

browserTest(
  'after a redirect the page has the address it was sent to',
  {
    pages: {
      '/': pageWithHeadwater({
        attributes: idle,
        afterScript: `<script>
        history.replaceState(null, '', '/login')
        Headwater.setRouteName('start', '/')
        Headwater.setRouteName('login')
      </script>`,
      }),
    },
  },
  async site => {
    await openPage(site, '/')
    assert.equal((await site.waitForTransaction('pageload')).transaction, 'login')
  },
)

browserTest(
  'paths are grouped, rules come before, and chosen query keys stay',
  {
    pages: {
      '/users/42': pageWithHeadwater({
        attributes: { ...idle, 'name-rules': '/shop/:category/*, /about', 'keep-query-keys': 'page size' },
      }),
    },
  },
  async site => {
    const { page } = await openPage(site, '/users/42?token=secret&page=2')
    const pageload = await site.waitForTransaction('pageload')
    assert.deepEqual([pageload.transaction, sourceOf(pageload)], ['/users/:id', 'route'])
    assert.equal((pageload.request as { url: string }).url, `${site.origin}/users/42?page=2`)
    assert.doesNotMatch(JSON.stringify(pageload), /secret/)
    await page.keyboard.press('a')
    await page.evaluate(() => {
      history.pushState(null, '', '/shop/books/red-1')
      // A navigation in which nothing happens is not sent.
      performance.mark('there')
    })
    const navigation = await site.waitForTransaction('navigation')
    assert.deepEqual([navigation.transaction, sourceOf(navigation)], ['/shop/:category/*', 'route'])
  },
)

browserTest(
  'addresses with equal keys are one page',
  {
    pages: {
      '/map': pageWithHeadwater({
        as: 'module',
        options: `idleTimeout: 200, detectRedirects: false,
        navigationKey: (url) => url.pathname.startsWith('/map') ? 'map' : url.pathname + url.searchParams.get('view')`,
      }),
      '/broken': pageWithHeadwater({
        as: 'module',
        options: `idleTimeout: 200, detectRedirects: false, navigationKey: () => { throw new Error('mine') }`,
      }),
    },
  },
  async site => {
    const visitor = await openPage(site, '/map')
    await visitor.page.evaluate(() => {
      for (const path of ['/map/2', '/map/3?view=a', '/list?view=a', '/list?view=a#part', '/list?view=b']) history.pushState(null, '', path)
      return Headwater.flush()
    })
    await leave(visitor)
    await site.waitFor(() => titles(site.transactions()).length === 3, 'three transactions')
    assert.deepEqual(titles(site.transactions()), ['pageload /map', 'navigation /list', 'navigation /list'])
    const { page, messages } = await openPage(site, '/broken')
    await page.evaluate(() => {
      history.pushState(null, '', '/next')
      performance.mark('there')
    })
    await site.waitForTransaction(({ transaction }) => transaction === '/next')
    assert.match(messages.join(), /navigationKey threw Error: mine; ignored/)
  },
)

browserTest(
  'paths beyond ASCII are named, ruled and traced as people write them',
  {
    pages: {
      '/stra%C3%9Fe/sieben': pageWithHeadwater({
        attributes: {
          ...idle,
          'detect-redirects': false,
          'name-rules': '/straße/:nr',
          'tracing-origins': '/größe',
          'keep-query-keys': 'größe',
        },
      }),
    },
  },
  async site => {
    const visitor = await openPage(site, '/straße/sieben?größe=xl')
    const pageload = await site.waitForTransaction('pageload')
    assert.deepEqual([pageload.transaction, sourceOf(pageload)], ['/straße/:nr', 'route'])
    assert.equal((pageload.request as { url: string }).url, `${site.origin}/stra%C3%9Fe/sieben?gr%C3%B6%C3%9Fe=xl`)
    await visitor.page.evaluate(async turned => {
      await fetch('/größe')
      await fetch('/grösse')
      for (const path of ['/über uns/42', '/привет/你好', turned, '/' + 'ü'.repeat(300), '/a/' + 'ü'.repeat(2000)])
        history.pushState(null, '', path)
      return Headwater.flush()
    }, '/a\u202eb/%ff%2f%25')
    await leave(visitor)
    assert.deepEqual(
      site.requests.filter(({ path }) => path.startsWith('/gr')).map(request => !!sentryTrace(request)),
      [true, false],
    )
    const names = ['/über uns/:id', '/привет/你好', '/a%E2%80%AEb/%ff%2f%25', '/' + 'ü'.repeat(199), '/a/' + 'ü'.repeat(197)]
    await site.waitFor(
      () => site.transactions().filter(({ contexts }) => contexts.trace.op === 'navigation').length === names.length,
      'all navigations',
    )
    const navigations = site
      .transactions()
      .filter(({ contexts }) => contexts.trace.op === 'navigation')
      .sort((one, other) => one.start_timestamp - other.start_timestamp)
    assert.deepEqual(
      navigations.map(({ transaction }) => transaction),
      names,
    )
    assert.deepEqual(navigations.map(sourceOf), ['route', 'url', 'url', 'url', 'url'])
    const url = (navigations.at(-1)!.request as { url: string }).url
    assert.doesNotThrow(() => decodeURI(url), 'an address is cut between characters')
    assert.ok(url.length > 2000 && url.length <= 2048)
  },
)

browserTest('a page out of a file tells the name of the file, not whose folders it lies in', {}, async site => {
  const folder = mkdtempSync(`${tmpdir()}/secret-folder-`)
  try {
    mkdirSync(`${folder}/pictures`)
    writeFileSync(`${folder}/pictures/logo.svg`, '<svg xmlns="http://www.w3.org/2000/svg"/>')
    const page = pageWithHeadwater({ attributes: idle, from: ({ origin }) => origin, body: '<img src="pictures/logo.svg">' })
    writeFileSync(`${folder}/start.html`, (page as (site: Site) => string)(site))
    const visitor = await openPage(site, undefined)
    await visitor.page.goto(`file://${folder}/start.html?private`)
    const pageload = await site.waitForTransaction('pageload')
    assert.deepEqual([pageload.transaction, sourceOf(pageload)], ['start.html', 'url'])
    assert.equal((pageload.request as { url: string }).url, 'file:///start.html')
    assert.ok(pageload.spans.some(({ op, description }) => op === 'browser.request' && description === 'file:///start.html'))
    for (const { body } of site.envelopes.map(({ request }) => request)) assert.doesNotMatch(body.toString(), /secret|pictures|private/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
