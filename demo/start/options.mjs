import { parseArgs } from 'node:util'
import { root } from '../../wasm/setup/shell.mjs'
import { StartError } from './start-error.mjs'

const usage = `npm start -- [options]

  --port NUMBER            the shop (SHOP_PORT, 8991)
  --payments-port NUMBER   the payments service that the shop calls across origins (PAYMENTS_PORT, 8992)
  --traces-port NUMBER     the collector and its pages (TRACES_PORT, 8990)
  --db FILE                where traces are kept (TRACES_DB, build/demo/traces.db)

0 is any free port. A default port that is taken is replaced by a free one.`

/**
 * Ports as { number, isChosen, flag }, and the database's file. The command line wins over the environment. Ends the
 * process after --help; throws a StartError for what it doesn't understand.
 */
export function readOptions(args, env) {
  const text = { type: 'string' }
  let values
  try {
    ;({ values } = parseArgs({
      args,
      options: { port: text, 'payments-port': text, 'traces-port': text, db: text, help: { type: 'boolean' } },
    }))
  } catch (error) {
    throw new StartError(`${error.message}\n\n${usage}`)
  }
  if (values.help) {
    console.log(usage)
    process.exit(0)
  }
  return {
    port: readPort('--port', values.port ?? env.SHOP_PORT, 8991),
    paymentsPort: readPort('--payments-port', values['payments-port'] ?? env.PAYMENTS_PORT, 8992),
    tracesPort: readPort('--traces-port', values['traces-port'] ?? env.TRACES_PORT, 8990),
    database: values.db ?? env.TRACES_DB ?? `${root}/build/demo/traces.db`,
  }
}

function readPort(flag, text, otherwise) {
  if (!text) return { flag, number: otherwise, isChosen: false }
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) throw new StartError(`${flag} is no port: ${text}`)
  return { flag, number: Number(text), isChosen: true }
}
