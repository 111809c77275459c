import { isObject, readObject, shown, utf8, type Members } from './json.ts'
import type { Add } from './rules.ts'

export interface Item {
  header: Members
  payload: Uint8Array
}

export interface Envelope {
  header: Members
  headerText: string
  items: Item[]
}

const newline = 0x0a

/** Splits an envelope (rules F1–F11). Undefined when not even the envelope header can be read; items stop at the first that can't. */
export function readEnvelope(bytes: Uint8Array, add: Add): Envelope | undefined {
  if (bytes.length === 0) {
    add('F1', 'empty body')
    return undefined
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    add('F2', 'starts with EF BB BF')
    return undefined
  }
  const [headerLine, start] = lineAt(bytes, 0)
  if (utf8(headerLine) === undefined) {
    add('F3', 'not UTF-8')
    return undefined
  }
  const { object: header, text, error } = readObject(headerLine)
  if (!header || (error && !error.includes('twice'))) {
    add(headerSpansLines(bytes) ? 'F3' : 'F4', error ?? '')
    return undefined
  }
  if (error && !error.includes('"sent_at"')) add('F4', error)
  const items = readItems(bytes, start, add)
  if (items.length === 0) add('F11', 'no item')
  return { header, headerText: text, items }
}

function readItems(bytes: Uint8Array, start: number, add: Add): Item[] {
  const items: Item[] = []
  let at = start
  while (at < bytes.length) {
    const where = `item ${items.length + 1}`
    const [line, payloadStart] = lineAt(bytes, at)
    const { object: header, error } = readObject(line)
    if (!header) {
      add('F5', `${where} ${error}`)
      break
    }
    if (typeof header.type !== 'string') add('F6', `${where} has ${shown(header.type)}`)
    const end = payloadEnd(bytes, payloadStart, header, where, add)
    if (end === undefined) break
    items.push({ header, payload: bytes.subarray(payloadStart, end) })
    at = end + 1
  }
  return items
}

function payloadEnd(bytes: Uint8Array, start: number, header: Members, where: string, add: Add): number | undefined {
  const length = header.length
  if (length === undefined) {
    add('F10', where)
    const end = bytes.indexOf(newline, start)
    return end < 0 ? bytes.length : end
  }
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 0) {
    add('F7', `${where} has ${shown(length)}`)
    return undefined
  }
  const end = start + length
  if (end > bytes.length) {
    add('F8', `${where} says ${length} of ${Math.max(0, bytes.length - start)} bytes`)
    return undefined
  }
  if (end < bytes.length && bytes[end] !== newline) {
    add('F9', `${where} goes on after its ${length} bytes`)
    return undefined
  }
  return end
}

/** The line at `at` without its newline, and where the next one starts. */
function lineAt(bytes: Uint8Array, at: number): [Uint8Array, number] {
  const end = bytes.indexOf(newline, at)
  return end < 0 ? [bytes.subarray(at), bytes.length] : [bytes.subarray(at, end), end + 1]
}

/** Whether the start of the body is a pretty-printed JSON object: an object once the lines up to some later one are joined. */
function headerSpansLines(bytes: Uint8Array): boolean {
  const text = utf8(bytes) ?? ''
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
    try {
      return isObject(JSON.parse(text.slice(0, end)))
    } catch {}
  }
  return false
}
