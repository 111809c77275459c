/** The code in docs/services.md does what it says. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { listen, startReceiver } from './support/receiver.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(`${root}/docs/services.md`, 'utf8')
const blocks = [...page.matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code!)

/** Code with what stands for the user's own replaced; each replacement has to be needed. */
function replaced(code: string, replacements: Record<string, string>): string {
  for (const [from, to] of Object.entries(replacements)) {
    assert.ok(code.includes(from), from)
    code = code.replaceAll(from, to)
  }
  return code
}

test('a service of Express', async context => {
  const receiver = await startReceiver()
  context.after(() => receiver.close())
  const seen: unknown[] = []
  const prices = await listen((request, response) => {
    seen.push(request.headers['sentry-trace'])
    response.end('[2,1]')
  })
  const code = replaced(blocks[0]!, {
    'https://public@traces.example.com/1': receiver.dsn,
    'tracesSampleRate: 0.25': 'tracesSampleRate: 1',
    'http://prices.example': prices.url,
    'app.listen(3000)': 'app.listen(0, function () { console.log(this.address().port) })',
  })
  const service = spawn(process.execPath, ['--input-type=module', '-e', code], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  context.after(() => service.kill())
  const [port] = (await once(service.stdout, 'data')) as [Buffer]
  const arrives = once(receiver.server, 'request')
  const answer = await fetch(`http://127.0.0.1:${Number(port.toString())}/shop/shoes?size=43`)
  assert.deepEqual(await answer.json(), [1, 2])
  await arrives
  service.kill()
  await once(service, 'exit')
  const [found] = receiver.transactions()
  assert.equal(found!.transaction, 'GET /shop/:category')
  assert.deepEqual(found!.spans.map(({ op }) => op).sort(), ['http.client', 'middleware.express', 'task'])
  const { trace_id, span_id } = found!.spans.find(({ op }) => op === 'http.client')!
  assert.deepEqual(seen, [`${trace_id}-${span_id}-1`])
})

test('a queue', async context => {
  const receiver = await startReceiver()
  context.after(() => receiver.close())
  const [request, worker] = blocks[1]!.split('// Seconds later, or in another process:')
  const code = `import * as Headwater from 'headwater/node'
    Headwater.init({ dsn: '${receiver.dsn}', tracesSampleRate: 1 })
    const sendMail = async order => {}
    const queue = []
    { const order = 5; Headwater.startSpan({ name: 'checkout' }, () => { ${request} }) }
    { ${worker} }`
  const service = spawn(process.execPath, ['--input-type=module', '-e', code], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  assert.deepEqual(await once(service, 'exit'), [0, null])
  const [checkout, mail] = ['checkout', 'send mail'].map(
    name => receiver.transactions().find(one => one.transaction === name)!.contexts.trace,
  )
  assert.deepEqual([mail!.trace_id, mail!.parent_span_id], [checkout!.trace_id, checkout!.span_id])
})
