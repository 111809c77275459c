// npm start: the demo on this machine. Prepares and builds what is missing or older than its sources, starts the
// collector and the shop on loopback, says where they are, and stops both on Ctrl-C. See --help.

import { setUp } from '../wasm/setup/setup.mjs'
import { buildDemo } from './start/build.mjs'
import { startCollector, startShop } from './start/launch.mjs'
import { readOptions } from './start/options.mjs'
import { choosePort } from './start/port.mjs'
import { createPrograms } from './start/programs.mjs'
import { StartError } from './start/start-error.mjs'

let programs
let stopping = false

try {
  const options = readOptions(process.argv.slice(2), process.env)
  setUp('start')
  programs = createPrograms()
  programs.onServiceEnd((name, how) => fail(new StartError(`The ${name} ended by itself (${how}). Its messages are above.`)))
  // The terminal's Ctrl-C, a service manager's stop, a closed terminal.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(0))

  await buildDemo(programs)
  const collector = await startCollector(programs, { port: await choosePort(options.tracesPort), database: options.database })
  const services = await startShop(programs, {
    collector,
    port: await choosePort(options.port),
    paymentsPort: await choosePort(options.paymentsPort),
  })
  console.log(welcome(services.shop, collector))
} catch (error) {
  await fail(error)
}

function welcome(shop, traces) {
  return `
Headwater's demo is running.

    The shop      ${shop}/
    Its traces    ${traces}/

Open the shop, choose a product, put it into the cart, check out. Then look at the traces: a page load, a navigation for
each further page, and the checkout as shopCheckout. The lines below are the shop's services, each with the
sentry-trace it received. ${shop}/?rate=0 is a visit that is not recorded.

Ctrl-C stops everything.
`
}

async function fail(error) {
  // What was being waited for ends with everything else.
  if (stopping) return
  console.error(error instanceof StartError ? `[start] ${error.message}` : error)
  await stop(1)
}

async function stop(code) {
  if (stopping) return
  stopping = true
  await programs?.stopAll()
  process.exit(code)
}
