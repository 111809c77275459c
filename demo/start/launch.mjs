import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { collectorProgram } from './build.mjs'
import { StartError } from './start-error.mjs'

/** How long a service may take until it answers, in ms. */
const patience = 20_000

// A program that ends instead of answering is the business of `onServiceEnd` in programs.mjs.

/** Starts the collector; resolves with its origin once it answers. */
export async function startCollector(programs, { port, database }) {
  mkdirSync(dirname(database), { recursive: true })
  const child = programs.startService('collector', collectorProgram, ['--port', String(port), '--db', database], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const origin = await new Promise(resolve => {
    createInterface({ input: child.stdout }).on('line', line => {
      const address = /http:\/\/[^\s/]+/.exec(line)?.[0]
      if (address) resolve(address)
    })
  })
  await answers(`${origin}/api/health`)
  return origin
}

/** Starts the shop's services; resolves with their origins, { shop, payments }, once the shop answers. */
export async function startShop(programs, { collector, port, paymentsPort }) {
  const args = [
    '--import',
    'tsx',
    'demo/shop/server/main.ts',
    '--collector',
    collector,
    '--port',
    String(port),
    '--payments-port',
    String(paymentsPort),
  ]
  const child = programs.startService('shop', process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [services] = await once(child, 'message')
  await answers(`${services.shop}/`)
  return services
}

async function answers(url) {
  const end = performance.now() + patience
  for (;;) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(patience) })
      await response.arrayBuffer()
      if (response.ok) return
    } catch {
      // Not yet.
    }
    if (performance.now() > end) throw new StartError(`${url} does not answer.`)
    await sleep(50)
  }
}
