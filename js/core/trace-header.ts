import { publicKeyOf } from '../base/public-key.ts'
import type { Shim } from '../seam/host.ts'

/**
 * The trace header of an envelope, every value a string, made from the `basis` of a trace (trace/trace.ts). Undefined without a key:
 * receivers would ignore it.
 */
export function envelopeTrace(
  traceId: string,
  basis: string,
  { dsn = '', release, environment = 'production' }: Pick<Shim['config'], 'dsn' | 'release' | 'environment'>,
): Record<string, string | undefined> | undefined {
  const publicKey = publicKeyOf(dsn)
  if (!publicKey) return
  const [isOurs, baggage, rate, random] = JSON.parse(basis[1] ? basis : '[]')
  return {
    trace_id: traceId,
    public_key: publicKey,
    // Of a trace decided elsewhere we know no more than its own baggage says.
    ...(isOurs && { release, environment, org_id: /@o(\d+)\./.exec(dsn)?.[1] }),
    ...baggage,
    ...(random && { sample_rate: String(rate), sample_rand: random }),
    sampled: 'true',
  }
}
