import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { commandOf, isOpen, isRunning, StartedDemo } from './support/started-demo.ts'

// Expects dist/ and the collector to be built; otherwise the first test builds them.
const timeout = 600_000
const freePorts = ['--port', '0', '--payments-port', '0', '--traces-port', '0']

function startDemo(t: TestContext, args = freePorts, env: Record<string, string> = {}): StartedDemo {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-demo-'))
  const demo = new StartedDemo([...args, '--db', join(folder, 'traces.db')], env)
  t.after(async () => {
    await demo.end()
    rmSync(folder, { recursive: true })
  })
  return demo
}

async function assertGone(pids: number[], origins: string[]): Promise<void> {
  // A grandchild (the compiler that tsx starts) ends when it sees its parent gone, and nobody can await that.
  const deadline = Date.now() + 5000
  while (pids.some(isRunning) && Date.now() < deadline) await setTimeout(20)
  assert.deepEqual(pids.filter(isRunning), [], 'processes left')
  for (const origin of origins) assert.equal(await isOpen(origin), false, `${origin} is still open`)
}

test('starts shop and collector, and stops both on Ctrl-C', { timeout }, async t => {
  const demo = startDemo(t)
  const { shop, traces } = await demo.addresses()
  const html = await (await fetch(`${shop}/`)).text()
  assert.ok(html.includes(`@${new URL(traces).host}/1"`))
  const script = await fetch(`${shop}/headwater.js`)
  assert.equal(script.status, 200)
  assert.equal((await fetch(`${shop}/headwater.core.mjs`)).status, 200)
  assert.deepEqual((await (await fetch(`${traces}/api/query`)).json()).rows, [])

  await fetch(`${shop}/api/products`, { headers: { 'sentry-trace': '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1' } })
  await demo.printed(/shop +GET \/api\/products 200 \d+ ms {2}sentry-trace: 0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1/)

  const pids = demo.descendants()
  assert.equal(pids.filter(pid => /headwater-collector/.test(commandOf(pid))).length, 1)
  assert.equal(pids.filter(pid => /demo\/shop\/server\/main\.ts/.test(commandOf(pid))).length, 1)
  demo.pressCtrlC()
  assert.equal(await demo.over, 0)
  await assertGone(pids, [shop, traces])
})

test('stops on SIGTERM as well, sent to it alone', { timeout }, async t => {
  const demo = startDemo(t)
  const { shop, traces } = await demo.addresses()
  const pids = demo.descendants()
  demo.child.kill('SIGTERM')
  assert.equal(await demo.over, 0)
  await assertGone(pids, [shop, traces])
})

test('ends with an error when a part of it ends by itself', { timeout }, async t => {
  const demo = startDemo(t)
  const { shop, traces } = await demo.addresses()
  const pids = demo.descendants()
  process.kill(pids.find(pid => /headwater-collector/.test(commandOf(pid)))!, 'SIGKILL')
  assert.equal(await demo.over, 1)
  assert.match(demo.output, /The collector ended by itself \(SIGKILL\)/)
  await assertGone(pids, [shop, traces])
})

test('a port that was chosen and is taken is an error that says so', { timeout }, async t => {
  const taken = createServer()
  await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve))
  t.after(() => taken.close())
  const { port } = taken.address() as AddressInfo
  const demo = startDemo(t, ['--traces-port', '0', '--payments-port', '0', '--port', String(port)])
  assert.equal(await demo.over, 1)
  assert.match(demo.output, new RegExp(`Port ${port} is taken\\. Choose another with --port`))
  assert.doesNotMatch(demo.output, /at .*\.mjs:\d+/, 'a stack trace')
})

test('ports come from the environment too', { timeout }, async t => {
  const probe = createServer()
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise(resolve => probe.close(resolve))
  const demo = startDemo(t, [], { SHOP_PORT: String(port), PAYMENTS_PORT: '0', TRACES_PORT: '0' })
  assert.equal((await demo.addresses()).shop, `http://127.0.0.1:${port}`)
})

test('an unknown option is answered with those there are', async t => {
  const demo = startDemo(t, ['--prot', '1'])
  assert.equal(await demo.over, 1)
  assert.match(demo.output, /--prot[^]*--traces-port NUMBER/)
})
