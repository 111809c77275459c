// Bytes as ASCII text. It costs 4 % over the bare bytes after brotli, base64 21 %: the frequent low bytes stay one character
// and alignment survives, so the compressor sees the structure of the module. And it is immune to what happens to
// text on its way: charsets, line ends, quotes, bundlers that escape, inline scripts.
//
// 87 characters stand for themselves in order; `#` and `%` before one add 87 and 174:
//
//     byte v:   v < 87 -> A[v]     v < 174 -> '#' A[v - 87]     else '%' A[v - 174]
//
// A is printable ASCII without what a string literal, a template or HTML gives a meaning, and without the two prefixes.

const excluded = '"\'`\\$<#%'

/** For the build; never shipped. */
export function encode(bytes) {
  const alphabet = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter(c => !excluded.includes(c))
  let text = ''
  for (const value of bytes) text += ['', '#', '%'][Math.floor(value / 87)] + alphabet[value % 87]
  return text
}

/** The `length` bytes of which `text` was made. */
export function decode(text, length) {
  const values = []
  for (let code = 32, next = 0; code < 127; code++) {
    if (!excluded.includes(String.fromCharCode(code))) values[code] = next++
  }
  const bytes = new Uint8Array(length)
  // An index loop: an iterator takes nine times as long on a cold page.
  for (let from = 0, to = 0; to < length; to++) {
    let code = text.charCodeAt(from++)
    const offset = code == 35 ? 87 : code == 37 ? 174 : 0
    if (offset) code = text.charCodeAt(from++)
    bytes[to] = values[code] + offset
  }
  return bytes
}
