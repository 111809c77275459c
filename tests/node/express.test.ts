/** Services of Express 4 and 5. */
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Headwater } from './support/headwater.ts'
import { listen, startReceiver, type SentTransaction } from './support/receiver.ts'
import { expresses } from './support/services.ts'

let receiver: Awaited<ReturnType<typeof startReceiver>>
before(async () => void (receiver = await startReceiver()))
afterEach(async () => {
  await Headwater.close()
  assert.deepEqual(receiver.problems, [])
  receiver.uploads.length = 0
})
after(() => receiver.close())

const init = (app: unknown) =>
  Headwater.init({ dsn: receiver.dsn, tracesSampleRate: 1, integrations: [new Headwater.Integrations.Express({ app })] })

/** What was recorded of requests to these paths, one after another. */
async function visit(app: any, ...paths: string[]): Promise<SentTransaction[]> {
  const { url, close } = await listen(app)
  const statuses: number[] = []
  for (const path of paths) {
    const response = await fetch(
      url + path,
      path.startsWith('/post') ? { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } } : {},
    )
    await response.text()
    statuses.push(response.status)
    await Headwater.flush()
  }
  await close()
  return receiver.transactions()
}

const middleware = ({ spans }: SentTransaction) =>
  spans.filter(({ op }) => op === 'middleware.express').map(({ description }) => description)

for (const [version, express] of expresses) {
  test(`${version}: names are routes, with the paths of routers`, async () => {
    const app = express()
    init(app)
    app.use(Headwater.Handlers.requestHandler())
    app.use(Headwater.Handlers.tracingHandler())
    app.get('/shop/:category', (_: any, response: any) => response.end())
    const router = express.Router()
    router.get('/', (_: any, response: any) => response.end())
    router.get('/item/:item', async (_: any, response: any) => {
      await sleep(1)
      response.end()
    })
    app.use('/router', router)
    app.use('/users/:user/orders', router)
    app.get(/^\/exp.*/, (_: any, response: any) => response.end())
    app.get(['/one', '/other'], (_: any, response: any) => response.end())
    const paths = ['/shop/shoes?size=43', '/router', '/router/item/5', '/users/7/orders/item/9', '/expression', '/other', '/nowhere/12345']
    const found = await visit(app, ...paths)
    assert.deepEqual(
      found.map(({ transaction, transaction_info: { source } }) => `${transaction} ${source}`),
      [
        'GET /shop/:category route',
        'GET /router route',
        'GET /router/item/:item route',
        'GET /users/:user/orders/item/:item route',
        'GET /^\\/exp.*/ route',
        'GET /one,/other route',
        'GET /nowhere/:id route',
      ],
    )
    assert.equal(found.at(-1)!.contexts.trace.status, 'not_found')
  })

  test(`${version}: each middleware is a span, of any arity, sync or async, in application, routers and routes`, async () => {
    const app = express()
    init(app)
    app.use(Headwater.Handlers.requestHandler())
    app.use(Headwater.Handlers.tracingHandler())
    app.use(express.json())
    app.use(function sync(_request: any, _response: any, next: any) {
      next()
    })
    app.use(async function later(_request: any, _response: any, next: any) {
      await sleep(5)
      Headwater.startSpan({ name: 'inside' }, () => {})
      next()
    })
    const router = express.Router()
    router.use(function inRouter(_request: any, _response: any, next: any) {
      setTimeout(next, 1)
    })
    router.post(
      '/place',
      function first(_request: any, _response: any, next: any) {
        next()
      },
      function last(request: any, response: any) {
        Headwater.setTag('body', JSON.stringify(request.body))
        response.end()
      },
    )
    app.use('/post', router)
    app.use(function unused(_error: any, _request: any, _response: any, next: any) {
      next()
    })
    const [found] = await visit(app, '/post/place')
    assert.deepEqual(middleware(found!), ['jsonParser', 'sync', 'later', 'inRouter', 'first', 'last'])
    const { span_id } = found!.contexts.trace
    const spans = found!.spans.filter(({ op }) => op === 'middleware.express')
    // None is below another, all have an end, and what is inside of one is below it.
    for (const span of spans) assert.equal(span.parent_span_id, span_id)
    const later = spans.find(({ description }) => description === 'later')!
    assert.ok(later.timestamp - later.start_timestamp > 0.004)
    assert.equal(found!.spans.find(({ description }) => description === 'inside')!.parent_span_id, later.span_id)
    assert.equal(found!.tags!.body, '{"a":1}')
  })

  test(`${version}: a transaction of its own in a middleware, as in the documentation`, async () => {
    const app = express()
    init(app)
    app.use(Headwater.Handlers.requestHandler())
    app.use(Headwater.Handlers.tracingHandler())
    const getFromQueue = () => ({ id: 5, getTransaction: () => 'send mail' })
    const processItem = async (item: { id: number }, transaction: ReturnType<typeof Headwater.startTransaction>) => {
      const span = transaction.startChild({ op: 'http', description: `GET /items/${item.id}` })
      await sleep(5)
      span.finish()
    }
    app.use(function processItems(_request: any, _response: any, next: any) {
      const item = getFromQueue()
      const transaction = Headwater.startTransaction({ op: 'task', name: item.getTransaction() })
      processItem(item, transaction).then(() => {
        transaction.finish()
        next()
      })
    })
    app.get('/', (_request: any, response: any) => response.end())
    const found = await visit(app, '/')
    const [request, task] = ['GET /', 'send mail'].map(name => found.find(one => one.transaction === name))
    const span = request!.spans.find(({ description }) => description === 'processItems')!
    assert.deepEqual([task!.contexts.trace.trace_id, task!.contexts.trace.parent_span_id], [span.trace_id, span.span_id])
    assert.deepEqual(
      task!.spans.map(({ description }) => description),
      ['GET /items/5'],
    )
  })

  test(`${version}: an error is told, and passed on to whoever handles it`, async () => {
    const app = express()
    init(app)
    app.use(Headwater.Handlers.tracingHandler())
    app.get('/throws', () => {
      throw new Error('no')
    })
    app.get('/mine', (_request: any, _response: any, next: any) => next(Object.assign(new Error('no'), { status: 404 })))
    app.use(Headwater.Handlers.errorHandler())
    const seen: unknown[] = []
    app.use(function onError(error: any, _request: any, response: any, _next: any) {
      seen.push(error.message)
      // Handled, but the transaction has failed.
      response.status(error.status ?? 200).end()
    })
    const found = await visit(app, '/throws', '/mine')
    assert.deepEqual(seen, ['no', 'no'])
    assert.deepEqual(
      found.map(one => one.contexts.trace.status),
      ['internal_error', 'not_found'],
    )
    assert.ok(middleware(found[0]!).includes('onError'))
    assert.equal(found[0]!.transaction, 'GET /throws')
  })

  test(`${version}: the application is what it would be: settings that come late, functions as they were given`, async () => {
    const app = express()
    init(app)
    app.set('strict routing', true)
    app.set('case sensitive routing', true)
    const handle = (_request: any, response: any) => response.end()
    app.get('/strict', handle)
    const { stack } = app._router ?? app.router
    assert.equal(stack.at(-1).route.stack[0].handle, handle)
    assert.ok(!stack.some((layer: any) => layer.name === 'headwater'))
    const { url, close } = await listen(app)
    assert.deepEqual(
      await Promise.all(['/strict', '/strict/', '/STRICT'].map(async path => (await fetch(url + path)).status)),
      [200, 404, 404],
    )
    await close()
  })
}
