/** Strict parsers refuse the escape of half a surrogate pair, and with it the whole event. */
export const wellFormed = (json: string): string =>
  json.replace(/\\(ud[89a-f]..|.)/gi, (escape, code: string) => (code[1] ? '\ufffd' : escape))

/**
 * They also refuse what is nested too deep (100 at the least of them), and infinite numbers, which `JSON.rawJSON` makes. A text that does not
 * end is matched to the end of all: otherwise each quote in it would be tried as the beginning of one, up to there.
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
