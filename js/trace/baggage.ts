/** Members of a `baggage` that are Sentry's, as all its SDKs have them: what a trace's decision was made from. */
const OURS = /^\s*sentry-/

/** Receivers take so many letters (https://www.w3.org/TR/baggage/#limits). */
const MOST = 8192

/** Whether it has such members. */
export const hasSampling = (baggage: string): boolean => baggage.split(',').some(member => OURS.test(member))

/** What is left of it without them, letter by letter: the rest is others', in a form of their own. */
export const withoutSampling = (baggage: string): string =>
  baggage
    .split(',')
    .filter(member => !OURS.test(member))
    .join(',')

/** The sampling context of a trace as members: `sentry-trace_id=…,sentry-public_key=…`. What is undefined is left out. */
export const samplingMembers = (context: Record<string, string | undefined>): string =>
  Object.entries(context)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([key, value]) => `sentry-${key}=${encodeURIComponent(value!)}`)
    .join(',')

/**
 * Others' members with those of a sampling context behind them. Members of a context that is there already are left as they are, and none are
 * added: whoever has set them knows better. What would be too long for receivers stays as it was.
 */
export function joinBaggage(others: string, sampling: string): string {
  if (!others.trim() || !sampling || hasSampling(others)) return others.trim() ? others : sampling
  const joined = `${others},${sampling}`
  return joined.length > MOST ? others : joined
}
