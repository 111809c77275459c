import { DATA, SCOPE_VALUE, TRANSACTION } from '../commands.ts'
import type { Batch, Command, Shim } from '../host.ts'
import { keyOf } from './options.ts'

// Strict parsers refuse the escape of half a surrogate pair, and with it the whole event.
const wellFormed = (json: string): string =>
  json.replace(/\\(ud[89a-f]..|.)/g, (escape, code: string) => (code[1] ? '\ufffd' : escape))

/** The envelope's trace header, every value a string, from the `basis` of a trace. Without a key receivers ignore it. */
function traceHeader(traceId: string, basis: string, { dsn = '', release, environment = 'production' }: Shim['config']): string {
  const publicKey = keyOf(dsn)
  if (!publicKey) return ''
  const [isOurs, baggage, rate, random] = JSON.parse(basis)
  return JSON.stringify({
    trace_id: traceId,
    public_key: publicKey,
    // Of a trace decided elsewhere we know no more than its own baggage says.
    ...(isOurs && { release, environment, org_id: /@o(\d+)\./.exec(dsn)?.[1] }),
    ...baggage,
    ...(random && { sample_rate: String(rate), sample_rand: random }),
    sampled: 'true',
  })
}

/** Packs the shim's commands; undefined when there are none. */
export function pack(commands: Command[], config: Shim['config']): Batch | undefined {
  const numbers: number[] = []
  let text = ''
  for (const [code, values, strings] of commands) {
    numbers.push(code, ...values.map(Number))
    if (code === TRANSACTION) strings.push(traceHeader(strings[0]!, strings.pop()!, config))
    for (const string of strings) {
      text += (code === DATA || code === SCOPE_VALUE ? wellFormed(string) : string).replace(/\0/g, '\ufffd') + '\0'
    }
  }
  return numbers[0] ? { numbers, text } : undefined
}
