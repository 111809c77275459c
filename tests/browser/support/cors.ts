/**
 * What a service tells other origins. `none`: nothing. `simple`: any origin, no headers of ours. `sentry-trace`: also
 * `sentry-trace` and `baggage`. `any`: any header.
 */
export type Cors = 'none' | 'simple' | 'sentry-trace' | 'any'

export function corsHeaders(cors: Cors): Record<string, string> {
  if (cors === 'none') return {}
  const origin = { 'access-control-allow-origin': '*', 'access-control-allow-methods': '*' }
  if (cors === 'simple') return origin
  return { ...origin, 'access-control-allow-headers': cors === 'any' ? '*' : 'sentry-trace, baggage' }
}

/** As Relay answers: any origin, limits readable. */
export const envelopeCors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers':
    'x-sentry-auth, x-requested-with, origin, accept, content-type, authorization, content-encoding, transfer-encoding',
  'access-control-expose-headers': 'x-sentry-error, x-sentry-rate-limits, retry-after',
  'access-control-max-age': '3600',
}
