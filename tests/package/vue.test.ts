/** `headwater/vue` in applications of Vue 2.7 and Vue 3 that Vite has built. */
import assert from 'node:assert/strict'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { near, spanOf } from '../browser/support/look.ts'
import { browserTest, leave, openPage, type Site, type Span, type Transaction, type Visitor } from '../browser/support/index.ts'
import { createProject, root } from './support/project.ts'
import { buildPages } from './support/vite.ts'

const { folder } = createProject()
cpSync(join(root, 'tests/package/vue'), folder, { recursive: true })
const pages = {
  ...(await buildPages(folder, ['vue3', 'vue2'])),
  ...(await buildPages(folder, ['small'], { optionsApi: false })),
}

const isVue = ({ op }: Span): boolean => op.startsWith('ui.vue.')
const renderings = ({ spans }: Transaction): Span[] => spans.filter(({ op }) => op === 'ui.vue.render')
const childrenOf = ({ spans }: Transaction, { span_id }: Span): Span[] =>
  spans.filter(span => isVue(span) && span.parent_span_id === span_id)
const words = ({ op, description }: Span): string => `${op.slice('ui.vue.'.length)} ${description}`

/** Opens a page; answers its page load, of which all is there that the page does, and nothing was said. */
async function load(site: Site, path: string): Promise<[Visitor, Transaction]> {
  const visitor = await openPage(site, path)
  await visitor.page.waitForSelector('#done', { state: 'attached' })
  const pageload = await site.waitForTransaction('pageload')
  assert.deepEqual(await visitor.page.evaluate('window.vueErrors ?? []'), [])
  assert.deepEqual(
    visitor.messages.filter(message => !message.startsWith('info')),
    [],
  )
  return [visitor, pageload]
}

/** Times that a page gives are read from two clocks one after the other, between which a busy machine may do something else: seconds. */
const slack = 0.02

/** Of a rendering: it is a part of the page load, ends with the last of what was rendered, and nothing of it is open or lost. */
function checkRendering(pageload: Transaction, rendering: Span): void {
  assert.equal(rendering.description, 'Vue Application Render')
  assert.equal(rendering.parent_span_id, pageload.contexts.trace.span_id)
  assert.notEqual(rendering.status, 'cancelled')
  const children = childrenOf(pageload, rendering)
  for (const child of children) {
    assert.ok(child.start_timestamp >= rendering.start_timestamp - slack, words(child))
    assert.ok(child.timestamp <= rendering.timestamp + slack, words(child))
    assert.notEqual(child.status, 'cancelled')
  }
  assert.ok(pageload.timestamp >= rendering.timestamp - slack, 'the page load')
}

function checkKinds(pageload: Transaction): Span {
  const [first, second] = renderings(pageload)
  for (const rendering of [first, second]) checkRendering(pageload, rendering!)
  assert.equal(pageload.contexts.headwater, undefined)
  return first!
}

const unique = (spans: Span[]): string[] => [...new Set(spans.map(words))].sort()

browserTest('Vue 3: every component, in every way it can go', { pages }, async site => {
  const [visitor, pageload] = await load(site, '/vue3/')
  const rendering = checkKinds(pageload)
  const children = childrenOf(pageload, rendering)
  const names = [
    'App',
    'AsyncSetup',
    'ItemList',
    'LazyPart',
    'PageHeader',
    'PassingPart',
    'TabOne',
    'TabTwo',
    'WallClock',
    'registered-part',
  ]
  const mounted = unique(children).filter(word => word.startsWith('mount'))
  assert.deepEqual(
    mounted.filter(word => !/anonymous|Async\w*Wrapper|KeepAlive|Suspense/.test(word)),
    names.map(name => `mount <${name}>`),
  )
  const all = unique(children)
  for (const word of [
    'create <TabOne>',
    'activate <TabOne>',
    'activate <TabTwo>',
    'update <ItemList>',
    'update <App>',
    'destroy <PassingPart>',
  ])
    assert.ok(all.includes(word), `${word} is not in ${all}`)
  // A clock is no rendering: of it so many updates count.
  assert.equal(children.filter(span => words(span) === 'update <WallClock>').length, 10)
  // It ends where the last hook was, and neither that nor the page load with the end of the wait.
  near(rendering.timestamp, Math.max(...children.map(({ timestamp }) => timestamp)), slack, 'end')
  const { timestamp: requestEnd } = spanOf(pageload, 'GET /api/json')
  assert.ok(rendering.timestamp > requestEnd)

  // The second application is a rendering of its own.
  const [, second] = renderings(pageload)
  assert.deepEqual(unique(childrenOf(pageload, second!)), ['mount <SecondApp>'])

  // Later updates of the application belong to no rendering.
  await leave(visitor)
  for (const { spans, contexts } of site.transactions().filter(one => one !== pageload))
    assert.deepEqual(spans.filter(isVue).map(words), [], contexts.trace.op)

  const unsampled = await openPage(site, '/vue3/?rate=0')
  await unsampled.page.waitForSelector('#done', { state: 'attached' })
  assert.deepEqual(await unsampled.page.evaluate('window.vueErrors'), [])
})

browserTest('Vue 2.7: every component, in every way it can go', { pages }, async site => {
  const [visitor, pageload] = await load(site, '/vue2/')
  const rendering = checkKinds(pageload)
  const children = childrenOf(pageload, rendering)
  const all = unique(children)
  const mounted = all.filter(word => word.startsWith('mount') && !/transition|keep-alive/.test(word))
  assert.deepEqual(
    mounted,
    ['App', 'LazyPart', 'PageHeader', 'TabOne', 'TabTwo', 'Clock', 'registeredPart'].map(name => `mount <${name}>`).sort(),
  )
  for (const word of ['create <App>', 'activate <TabTwo>', 'activate <TabOne>', 'update <App>'])
    assert.ok(all.includes(word), `${word} is not in ${all}`)
  assert.equal(children.filter(span => words(span) === 'update <Clock>').length, 10)
  near(rendering.timestamp, Math.max(...children.map(({ timestamp }) => timestamp)), slack, 'end')
  const [, second] = renderings(pageload)
  assert.deepEqual(unique(childrenOf(pageload, second!)), ['create <SecondApp>', 'mount <SecondApp>'])
  await visitor.page.waitForFunction('window.hasMessage')
  await leave(visitor)
  const { spans } = await site.waitForTransaction(one => one.spans.some(({ description }) => description === 'GET /api/json'))
  assert.deepEqual(
    spans.filter(isVue).filter(({ description }) => description === '<MessagePart>'),
    [],
  )
})

browserTest('Vue 3 without the Options API: the first rendering', { pages }, async site => {
  const [, pageload] = await load(site, '/small/')
  const [rendering] = renderings(pageload)
  checkRendering(pageload, rendering!)
  assert.ok(rendering!.timestamp > rendering!.start_timestamp)
})

browserTest('a page that is left while it renders has the rendering whole', { pages }, async site => {
  const visitor = await openPage(site, '/vue3/?timeout=9000')
  await visitor.page.waitForSelector('#done', { state: 'attached' })
  // The core is there.
  await visitor.page.evaluate('headwater.flush()')
  assert.deepEqual(site.transactions(), [])
  await leave(visitor)
  const pageload = await site.waitForTransaction('pageload')
  const [rendering] = renderings(pageload)
  checkRendering(pageload, rendering!)
})
