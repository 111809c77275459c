/** The root that the shim sends by itself, of pages that name, edit or end it in ways of their own. */
import assert from 'node:assert/strict'
import { browserTest, leave, openPage, pageWithHeadwater, type Visitor } from './support/index.ts'

const core = '/dist/headwater.core.mjs'
const page = pageWithHeadwater()

/** Loads the page, lets it name its root, and leaves it before the core has come. */
browserTest(
  'whatever the page calls its root, it is sent, whole, and nothing is thrown',
  { lost: true, pages: { '/list': page } },
  async site => {
    site.hold(core)
    const name = async (value: string): Promise<Visitor> => {
      const visitor = await openPage(site, '/list')
      await visitor.page.evaluate(`Headwater.getActiveTransaction().setName(${value})`)
      await leave(visitor)
      return visitor
    }
    const values = ['42', '{}', 'Symbol("mine")', "'x'.repeat(199) + '\\u{1f600}\\u{1f600}'"]
    for (const value of values) await name(value)
    await site.waitFor(() => site.envelopes.length === values.length, 'each root')
    assert.deepEqual(
      site
        .transactions()
        .map(({ transaction }) => transaction)
        .sort(),
      ['42', 'Symbol(mine)', '[object Object]', `${'x'.repeat(199)}\u{1f600}`].sort(),
    )
  },
)

const hook = (source: string) => pageWithHeadwater({ as: 'module', options: `beforeSendTransaction: ${source}` })

browserTest(
  'what a hook makes of the root is sent if it is an event, as from the core',
  {
    lost: true,
    pages: {
      '/true': hook('() => true'),
      '/text': hook(`() => 'transaction'`),
      '/cyclic': hook('(event) => (event.extra = { event }, event)'),
      '/much': hook(`(event) => ({ ...event, extra: { list: Array(30).fill('x'.repeat(1000)) } })`),
      // No function: named in the console by the core, and as good as none.
      '/none': pageWithHeadwater({ attributes: { 'before-send-transaction': 'mine' } }),
    },
  },
  async site => {
    site.hold(core)
    for (const path of ['/true', '/text', '/cyclic', '/much', '/none']) {
      const visitor = await openPage(site, path)
      await visitor.page.waitForFunction('window.Headwater')
      await leave(visitor)
    }
    await site.waitFor(() => site.transactions().some(({ transaction }) => transaction === '/none'), 'the last')
    assert.deepEqual(site.envelopes.map(({ transaction }) => transaction?.transaction).sort(), ['/cyclic', '/much', '/none'])
    const extra = (path: string) => site.transactions().find(({ transaction }) => transaction === path)!.extra
    assert.deepEqual(extra('/cyclic'), { event: '[Circular ~]' })
    assert.equal((extra('/much') as { list: string[] }).list.length, 30)
  },
)
