import type { Received } from './received.ts'

/**
 * What a service tells other origins. `none`: nothing. `simple`: any origin, no headers of ours. `sentry-trace`: also
 * `sentry-trace` and `baggage`. `any`: any header. `credentials`: whatever is asked for, credentials included.
 */
export type Cors = 'none' | 'simple' | 'sentry-trace' | 'any' | 'credentials'

export function corsHeaders(cors: Cors, received: Received): Record<string, string> {
  // Whoever compares pages compares what each asks: Firefox and WebKit keep an answer for five seconds, also from one page to the next.
  return cors === 'none' ? {} : { ...allowed(cors, received), 'access-control-max-age': '0' }
}

function allowed(cors: Cors, { headers }: Received): Record<string, string> {
  if (cors === 'credentials') {
    const { origin, 'access-control-request-method': method, 'access-control-request-headers': asked } = headers
    return {
      ...(origin && { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' }),
      ...(method && { 'access-control-allow-methods': method }),
      ...(asked && { 'access-control-allow-headers': asked }),
    }
  }
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
