/** The text of a `Retry-After` header (RFC 9110, section 10.2.3) as seconds from now; NaN for none. */
export const secondsOf = (text: string): number => (/^\s*\d+\s*$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000)
