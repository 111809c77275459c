/** What pages are called, and which addresses are one page. */
import assert from 'node:assert/strict'
import { titles } from './support/look.ts'
import { browserTest, leave, openPage, pageWithHeadwater } from './support/index.ts'

const idle = { 'idle-timeout': 200 }
const sourceOf = (transaction: { transaction_info: { source: string } }): string => transaction.transaction_info.source

browserTest('a router names the page whose address it resolved, and no other', {
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
}, async (site) => {
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
})

browserTest('after a redirect the page has the address it was sent to', {
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
}, async (site) => {
  await openPage(site, '/')
  assert.equal((await site.waitForTransaction('pageload')).transaction, 'login')
})

browserTest('paths are grouped, rules come before, and chosen query keys stay', {
  pages: {
    '/users/42': pageWithHeadwater({
      attributes: { ...idle, 'name-rules': '/shop/:category/*, /about', 'keep-query-keys': 'page size' },
    }),
  },
}, async (site) => {
  const { page } = await openPage(site, '/users/42?token=secret&page=2')
  const pageload = await site.waitForTransaction('pageload')
  assert.deepEqual([pageload.transaction, sourceOf(pageload)], ['/users/:id', 'route'])
  assert.equal((pageload.request as { url: string }).url, `${site.origin}/users/42?page=2`)
  assert.doesNotMatch(JSON.stringify(pageload), /secret/)
  await page.keyboard.press('a')
  await page.evaluate(() => history.pushState(null, '', '/shop/books/red-1'))
  const navigation = await site.waitForTransaction('navigation')
  assert.deepEqual([navigation.transaction, sourceOf(navigation)], ['/shop/:category/*', 'route'])
})

browserTest('addresses with equal keys are one page', {
  pages: {
    '/map': pageWithHeadwater({
      as: 'module', options: `idleTimeout: 200, detectRedirects: false,
        navigationKey: (url) => url.pathname.startsWith('/map') ? 'map' : url.pathname + url.searchParams.get('view')`,
    }),
    '/broken': pageWithHeadwater({ as: 'module', options: `idleTimeout: 200, detectRedirects: false, navigationKey: () => { throw new Error('mine') }` }),
  },
}, async (site) => {
  const visitor = await openPage(site, '/map')
  await visitor.page.evaluate(() => {
    for (const path of ['/map/2', '/map/3?view=a', '/list?view=a', '/list?view=a#part', '/list?view=b']) history.pushState(null, '', path)
    return Headwater.flush()
  })
  await leave(visitor)
  await site.waitFor(() => titles(site.transactions()).length === 3, 'three transactions')
  assert.deepEqual(titles(site.transactions()), ['pageload /map', 'navigation /list', 'navigation /list'])
  const { page, messages } = await openPage(site, '/broken')
  await page.evaluate(() => history.pushState(null, '', '/next'))
  await site.waitForTransaction(({ transaction }) => transaction === '/next')
  assert.match(messages.join(), /navigationKey threw Error: mine; ignored/)
})
