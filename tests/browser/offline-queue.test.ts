/** What `offline` has kept on the device is sent one by one, and only when anything may be sent. */
import assert from 'node:assert/strict'
import { fromOther, otherVersion } from './support/other-version.ts'
import { browserTest, openPage, pageWithHeadwater, publicKey, type Page, type Site, type Visitor } from './support/index.ts'

const pages = { '/list': pageWithHeadwater({ attributes: { offline: true } }), '/blank': '<p>' }

const kept = ({ page }: Visitor): Promise<number> =>
  page.evaluate(`new Promise((resolve) => {
  const request = indexedDB.open('headwater')
  request.onsuccess = () => {
    const { result } = request
    if (!result.objectStoreNames.contains('envelopes')) return resolve(0)
    const count = result.transaction('envelopes').objectStore('envelopes').count()
    count.onsuccess = () => (result.close(), resolve(count.result))
  }
})`)

const jobs = (site: Site): string[] =>
  site
    .transactions()
    .map(({ transaction }) => transaction)
    .filter(name => name.startsWith('job'))

const finish = ({ page }: Visitor, name: string): Promise<boolean> =>
  page.evaluate(name => {
    Headwater.startTransaction({ name, op: 'task' }).finish()
    return Headwater.flush()
  }, name)

/** A page that has kept five jobs, online again but not yet told. */
async function keepFive(site: Site): Promise<Visitor> {
  const visitor = await openPage(site, '/list')
  const { page, context } = visitor
  await site.waitForTransaction('pageload')
  await context.setOffline(true)
  for (let i = 0; i < 5; i++) await finish(visitor, `job ${i}`)
  while ((await kept(visitor)) < 5) await page.evaluate(() => new Promise(resolve => setTimeout(resolve, 20)))
  return visitor
}

browserTest('a page that ends while it sends loses what it is sending at most', { pages }, async site => {
  const visitor = await keepFive(site)
  const gate = site.hold('/api/1/envelope/')
  await visitor.context.setOffline(false)
  await site.waitFor(() => jobs(site).length > 0, 'the first')
  await visitor.page.goto(`${site.origin}/blank`)
  assert.equal(await kept(visitor), 4)
  gate.release()
  await visitor.page.goto(`${site.origin}/list`)
  await site.waitFor(() => jobs(site).length === 5, 'the others')
  assert.equal(new Set(jobs(site)).size, 5, 'each once')
})

browserTest('nothing of it is sent while the receiver wants none', { pages }, async site => {
  const visitor = await keepFive(site)
  const { page, context } = visitor
  await page.evaluate(key => {
    sessionStorage['headwater.wait ' + location.origin + '/api/1/envelope/?sentry_version=7&sentry_key=' + key] = Date.now() + 60_000
  }, publicKey)
  await context.setOffline(false)
  await page.goto(`${site.origin}/list`)
  await page.evaluate(() => Headwater.flush())
  assert.equal(await kept(visitor), 5)
  assert.deepEqual(jobs(site), [])
})

browserTest('the page can delete the database, as some do with all of theirs', { lost: true, pages }, async site => {
  const visitor = await keepFive(site)
  const { page } = visitor
  const ended = await page.evaluate(
    () =>
      new Promise<string>(resolve => {
        const request = indexedDB.deleteDatabase('headwater')
        for (const type of ['success', 'error', 'blocked']) request.addEventListener(type, () => resolve(type))
      }),
  )
  assert.equal(ended, 'success')
  // Made again when there is something to keep.
  await finish(visitor, 'job 5')
  // A look would make one without a store.
  while (await page.evaluate('indexedDB.databases().then((all) => all.length === 0)'));
  while ((await kept(visitor)) < 1);
})

browserTest(
  'a visit after a deploy sends it',
  {
    pages: { ...pages, ...otherVersion, '/next': pageWithHeadwater({ as: 'module', from: fromOther, options: 'offline: true' }) },
  },
  async site => {
    const visitor = await keepFive(site)
    // The page that has kept them may not send them.
    await visitor.page.close()
    await visitor.context.setOffline(false)
    await (await visitor.context.newPage()).goto(`${site.origin}/next`)
    await site.waitFor(() => jobs(site).length === 5, 'all of them')
  },
)

browserTest(
  'what is kept for another receiver is not touched',
  {
    pages: {
      ...pages,
      '/other': (site, request) => {
        const page = pageWithHeadwater({ attributes: { offline: true, dsn: site.dsn.replace(/1$/, '2') } })
        return (page as Exclude<Page, string>)(site, request)
      },
    },
  },
  async site => {
    const visitor = await keepFive(site)
    const keys = (page: Visitor['page']): Promise<unknown> =>
      page.evaluate(`new Promise((resolve) => {
    const request = indexedDB.open('headwater')
    request.onsuccess = () => {
      const { result } = request
      const keys = result.transaction('envelopes').objectStore('envelopes').getAllKeys()
      keys.onsuccess = () => (result.close(), resolve(keys.result))
    }
  })`)
    const before = await keys(visitor.page)
    // The page that has kept them may not send them.
    await visitor.page.close()
    await visitor.context.setOffline(false)
    const page = await visitor.context.newPage()
    await page.goto(`${site.origin}/other`)
    await finish({ ...visitor, page }, 'other')
    await site.waitFor(() => site.transactions().some(({ transaction }) => transaction === 'other'), 'its own')
    assert.deepEqual(await keys(page), before)
    await page.goto(`${site.origin}/list`)
    await site.waitFor(() => jobs(site).length === 5, 'what was kept')
  },
)
