/** JSON as the strictest receivers read it, and the few predicates that every group of rules needs. */

export type Members = Record<string, unknown>

export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

/** Length as receivers count it: code points, not UTF-16 units. */
export function characters(text: string): number {
  return [...text].length
}

/** `digits` lowercase hex digits, not all zero. */
export function isHexId(value: unknown, digits: 16 | 32): value is string {
  return typeof value === 'string' && value.length === digits && /^[0-9a-f]+$/.test(value) && !/^0+$/.test(value)
}

/** The 32 digits of a UUID with or without dashes, in either case; undefined if it is none. */
export function uuidDigits(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  return /^[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}$/i.test(value)
    ? value.replaceAll('-', '').toLowerCase()
    : undefined
}

/** A value shortened for a message. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

/** UTF-8 text, or undefined when the bytes are not UTF-8. Keeps a byte order mark. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Reads an object; what is wrong with the text comes as `error`. A lone surrogate or a doubled member leaves `object` set. */
export function readObject(bytes: Uint8Array): { object?: Members; text: string; error?: string } {
  const text = utf8(bytes)
  if (text === undefined) return { text: '', error: 'not UTF-8' }
  let loneSurrogate = false
  let value: unknown
  try {
    value = JSON.parse(text, (key, member: unknown) => {
      if (isLone(key) || (typeof member === 'string' && isLone(member))) loneSurrogate = true
      return member
    })
  } catch (error) {
    return { text, error: `not JSON, ${(error as Error).message}` }
  }
  if (!isObject(value)) return { text, error: `not an object but ${shown(value)}` }
  const twice = doubledMember(text)
  const error = loneSurrogate ? 'has a lone surrogate' : twice === undefined ? undefined : `has ${shown(twice)} twice`
  return { object: value, text, error }
}

function isLone(text: string): boolean {
  return /\p{Surrogate}/u.test(text)
}

/** The first member name written twice in one object of a text that is known to be JSON. */
function doubledMember(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = []
  let last = ''
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (token === ':') {
      const names = open.at(-1)
      if (names?.has(last)) return last
      names?.add(last)
    } else last = JSON.parse(token) as string
  }
  return undefined
}
