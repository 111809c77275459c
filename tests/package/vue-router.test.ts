/** Pages and navigations under vue-router 3, 4 and 5: named after routes, begun when the router begins them. */
import assert from 'node:assert/strict'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { titles } from '../browser/support/look.ts'
import { browserTest, openPage, sentryTrace, type Received, type Site, type Transaction } from '../browser/support/index.ts'
import { createProject, root } from './support/project.ts'
import { buildPages } from './support/vite.ts'

const { folder } = createProject()
cpSync(join(root, 'tests/package/vue'), folder, { recursive: true })
const pages = await buildPages(folder, ['router3', 'router4', 'router5', 'hash'])

const traceOf = ({ contexts }: Transaction): string => contexts.trace.trace_id

/** A request of the page of a router. */
const requestOf = (site: Site, router: string, path: string): Promise<Received> =>
  site.waitForRequest(({ url }) => url.endsWith(`${path}${path.includes('?') ? '&' : '?'}${router}`))

browserTest('vue-router 3, 4 and 5', { pages }, async site => {
  const visit = async (version: number): Promise<void> => {
    const router = `router${version}`
    const base = `/${router}`
    const { page, messages } = await openPage(site, `${base}/`)
    const push = (path: string) => page.evaluate(`router.push('${path}').then(() => {}, () => {})`)
    const next = (name: string): Promise<Transaction> => waitForOne(site, `navigation ${base}${name}`)

    // It is led on to a route while it loads, which is no navigation.
    const pageload = await waitForOne(site, `pageload ${base}/home`)
    assert.equal(pageload.transaction_info.source, 'route')

    // What the route loads first is a part of the navigation.
    await push('/users/42')
    const user = await next('/users/:id')
    assert.equal(traceOf(user), sentryTrace(await requestOf(site, router, '/api/slow?ms=200'))!.traceId)
    assert.ok(user.timestamp - user.start_timestamp >= 0.2)
    assert.ok(user.spans.some(({ op }) => op === 'ui.vue.render'))

    // A guard leads it on: still one navigation.
    await push('/account')
    const login = await next('/login')
    assert.equal(traceOf(login), sentryTrace(await requestOf(site, router, '/api/json'))!.traceId)

    // What comes to nothing is none; the router says what it says otherwise.
    await push('/refused')
    await push('/broken')
    assert.equal(messages.filter(message => message.startsWith('error')).length, 1)
    assert.match(messages.at(-1)!, /no such chunk/)
    await page.evaluate('router.back()')
    await waitForOne(site, `navigation ${base}/users/:id`, 2)

    // One that another takes the place of is none, and names nothing when its route has come after all.
    void push('/slow')
    await requestOf(site, router, '/api/slow?ms=300')
    await push('/home')
    await next('/home')
    await page.waitForFunction('window.cameLate')
    await page.evaluate('headwater.flush()')
    assert.deepEqual(
      titles(site.transactions().filter(({ transaction }) => transaction.startsWith(base))),
      ['pageload /home', 'navigation /users/:id', 'navigation /login', 'navigation /users/:id', 'navigation /home'].map(title =>
        title.replace('/', `${base}/`),
      ),
    )
  }
  await Promise.all([3, 4, 5].map(visit))
})

browserTest('routes behind a # are one page, named after the first', { pages }, async site => {
  const { page } = await openPage(site, '/hash/')
  await page.evaluate(`router.isReady().then(() => router.push('/login'))`)
  const pageload = await site.waitForTransaction('pageload')
  assert.equal(pageload.transaction, '/home')
})

/** Waits until so many transactions have this title; answers the last. */
const waitForOne = (site: Site, title: string, count = 1): Promise<Transaction> =>
  site.waitFor(() => site.transactions().filter(one => titles([one])[0] === title)[count - 1], title)
