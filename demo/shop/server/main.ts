// The shop's two services as one program:
//   node --import tsx demo/shop/server/main.ts --collector http://127.0.0.1:8990 [--port 8991] [--payments-port 8992]
// Prints one line per API request, and sends it to the collector as the service's part of the trace. A parent process with a channel is told the addresses.

import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { reportTo } from './report.ts'
import { requestLine } from './request-log.ts'
import { startServices } from './services.ts'

const { values } = parseArgs({
  options: {
    collector: { type: 'string', default: 'http://127.0.0.1:8990' },
    port: { type: 'string', default: '8991' },
    'payments-port': { type: 'string', default: '8992' },
  },
})

const collector = new URL(values.collector).origin
const report = reportTo(collector)
const services = await startServices({
  shopPort: Number(values.port),
  paymentsPort: Number(values['payments-port']),
  collector,
  dist: fileURLToPath(new URL('../../../dist', import.meta.url)),
  log: request => {
    console.log(requestLine(request))
    report(request)
  },
})

let stopping = false
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  await services.close()
  process.exit(0)
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)

if (process.send) {
  // Whoever started this is gone: it would run on unseen.
  process.on('disconnect', stop)
  process.send({ shop: services.shop, payments: services.payments })
} else {
  console.log(`The shop: ${services.shop}/ (payments: ${services.payments})`)
}
