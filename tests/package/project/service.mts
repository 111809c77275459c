/** Never run: a service that imports, and what must not compile. */
import { createServer } from 'node:http'
import * as Headwater from 'headwater/node'
import type { NodeOptions, Span, Transaction } from 'headwater/node'

const options: NodeOptions = {
  dsn: 'https://key@host/1',
  tracesSampleRate: 0.25,
  tracesSampler: ({ name, parentSampled }) => parentSampled ?? name !== 'GET /health',
  tracePropagationTargets: ['api.example.com', /^https:/],
  integrations: [
    new Headwater.Integrations.Http({ tracing: true }),
    new Headwater.Integrations.Express({ app: {} }),
    { name: 'Own', setup() {} },
  ],
}
Headwater.init(options)
// @ts-expect-error No option of a service.
Headwater.init({ idleTimeout: 5 })
// @ts-expect-error An application is needed.
new Headwater.Integrations.Express()

const trace = Headwater.Handlers.tracingHandler()
createServer((request, response) => trace(request, response, () => response.end()))

const transaction: Transaction = Headwater.startTransaction({ name: 'x', op: 'task' })
const child: Span = transaction.startChild({ op: 'step' })
child.finish()
const result: Promise<number> = Headwater.startSpan({ name: 'x' }, async () => 5)
Headwater.continueTrace({ sentryTrace: '', baggage: ['a=1'], traceparent: null }, () => Headwater.getTraceHeaders())
Headwater.configureScope(scope => scope.setTag('a', 1).setUser({ id: 1 }))
export const sent: Promise<[number, boolean]> = Promise.all([result, Headwater.flush(100)])
