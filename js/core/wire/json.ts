/** Replaces each escape of half a surrogate pair: a strict parser would refuse it, and the whole event with it. */
export const wellFormed = (json: string): string =>
  json.replace(/\\(ud[89a-f]..|.)/gi, (escape, code: string) => (code[1] ? '\ufffd' : escape))

/**
 * Whether a receiver would refuse a JSON text: it is nested too deep (receivers allow 100 levels or more), it has a
 * number that is infinite (`JSON.rawJSON` can make one), or a string in it does not end. The pattern takes such a
 * string to the end of the text: otherwise each quote behind it would be tried as the beginning of a string, each time
 * up to the end.
 */
function isRefused(json: string): boolean {
  let depth = 0
  for (const [, end = '"', open, close, number] of json.matchAll(/"(?:\\[^]|[^"\\])*("|\\?$)|([[{])|([\]}])|(\d[^,\]}]*)/g)) {
    depth += open ? 1 : close ? -1 : end !== '"' || (number && !isFinite(+number)) ? 99 : 0
    if (depth > 32) return true
  }
  return false
}

/** JSON that every receiver reads; `?`, which the core counts, for what none would. */
export const readable = (json: string): string => (isRefused(json) ? '?' : wellFormed(json))
