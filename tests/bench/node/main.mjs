// What a service of Express pays for being traced, beside other SDKs: time of the processor for each request (sending included), requests a
// second, the slowest of a hundred, and memory. All are there at once and take turns, so that what else the machine does meets all alike; of
// the first of these it says little.
//
//     npm run bench -- node [--turns=5] [--seconds=2]

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { fileURLToPath } from 'node:url'

const option = (name, otherwise) => Number(process.argv.find(word => word.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise)
const turns = option('turns', 5)
const seconds = option('seconds', 2)
const CONNECTIONS = 20
const subjects = ['none', 'headwater', 'sentry-11', 'sentry-5', 'otel']

async function start(file, ...args) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  const [line] = await once(child.stdout, 'data')
  child.stdout.resume()
  return { child, port: Number(line.toString().trim().split('\n').at(-1)) }
}

const ask = async child => {
  child.send('')
  return (await once(child, 'message'))[0]
}

/** Asks as fast as the service answers, over a few connections; answers the times of all requests in ms. */
async function load(port, ms) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const times = []
  const until = performance.now() + ms
  const visit = () =>
    new Promise((resolve, reject) => {
      const started = performance.now()
      get({ host: '127.0.0.1', port, path: '/shop/shoes?size=43', agent }, response => {
        response.resume().on('end', () => {
          times.push(performance.now() - started)
          resolve()
        })
      }).on('error', reject)
    })
  const worker = async () => {
    while (performance.now() < until) await visit()
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker))
  agent.destroy()
  return times
}

const median = values => values.sort((a, b) => a - b)[values.length >> 1]
const receiver = await start('receiver.mjs')
const at = `127.0.0.1:${receiver.port}`
const results = {}
for (const name of subjects) {
  const service = await start('service.cjs', name, `http://0123456789abcdef0123456789abcdef@${at}/1`, `http://${at}/v1/traces`)
  results[name] = { service, rates: [], slow: [], memory: [], cpu: [] }
  await load(service.port, 1000)
}
for (let turn = 0; turn < turns; turn++) {
  for (const name of subjects) {
    const { service, rates, slow, memory, cpu } = results[name]
    const before = await ask(service.child)
    const times = (await load(service.port, seconds * 1000)).sort((a, b) => a - b)
    rates.push(times.length / seconds)
    slow.push(times[Math.floor(times.length * 0.99)])
    // What it has to send it sends in its own turn.
    await new Promise(resolve => setTimeout(resolve, 1000))
    const after = await ask(service.child)
    memory.push(after.rss / 1e6)
    cpu.push((after.cpu - before.cpu) / times.length)
  }
}

const columns = { 'CPU µs': 'cpu', 'requests/s': 'rates', 'p99 ms': 'slow', MB: 'memory' }
const cells = words => words.map(word => String(word).padStart(12)).join('')
console.log(`${'Express 5'.padEnd(12)}${cells(Object.keys(columns).flatMap(name => [name, 'added']))}`)
for (const [name, result] of Object.entries(results)) {
  const figures = Object.values(columns).flatMap(of => [median(result[of]), median(result[of]) - median(results.none[of])])
  console.log(name.padEnd(12) + cells(figures.map(figure => figure.toFixed(0))))
  result.service.child.kill()
}
receiver.child.kill()
