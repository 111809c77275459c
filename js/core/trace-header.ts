import type { Shim } from '../host.ts'
import { jsonOf } from '../values.ts'
import { keyOf } from './options.ts'

/**
 * The envelope's trace header as JSON, every value a string, made from the `basis` of a trace (trace.ts). Empty without a key:
 * receivers would ignore it.
 */
export function traceHeader(traceId: string, basis: string, config: Shim['config']): string {
  const { dsn = '', release, environment = 'production' } = config
  const publicKey = keyOf(dsn)
  if (!publicKey) return ''
  const [isOurs, baggage, rate, random] = JSON.parse(basis[1] ? basis : '[]')
  return jsonOf({
    trace_id: traceId,
    public_key: publicKey,
    // Of a trace decided elsewhere we know no more than its own baggage says.
    ...(isOurs && { release, environment, org_id: /@o(\d+)\./.exec(dsn)?.[1] }),
    ...baggage,
    ...(random && { sample_rate: String(rate), sample_rand: random }),
    sampled: 'true',
  })
}
