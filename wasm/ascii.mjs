// Bytes as ASCII text. It costs less than 1 % over the bare bytes after brotli, base64 26 %. And it is immune to what happens
// to text on its way: charsets, line ends, quotes, bundlers that escape, inline scripts.
//
// Each byte has a place, its own value at first. 87 characters stand for the places in order; two more before one of them
// add 87 and 174:
//
//     place p:   p < 87 -> A[p]     p < 174 -> A[87] A[p - 87]     else A[88] A[p - 174]

/**
 * Printable ASCII without what a string literal, a template or HTML gives a meaning. The order was searched for: brotli predicts
 * a character by the class of those before it (vowel, digit, bracket…), so it matters which bytes look alike.
 * What the module contains may change without it; another order is only another size.
 */
const alphabet = '!~qdf{x_(8v%,Zn>.2wch73A@4^&Y#r5HGJ6NQROlo)aUC;g|XSPzFuk?sVt}/M[*e:9]bpjLmBy+KWEiD1I0T- ='

/** Bytes above 86 that are frequent in a module have changed places with the last that need one character. */
const frequent = [106, 128, 255, 127, 107, 114, 101, 116]

/** The bytes by place. Changing places twice is none, so these are also the places by byte. */
function places() {
  const bytes = [...Array(256).keys()]
  frequent.forEach((byte, i) => {
    bytes[79 + i] = byte
    bytes[byte] = 79 + i
  })
  return bytes
}

/** For the build; never shipped. */
export function encode(bytes) {
  const placeOf = places()
  let text = ''
  for (const byte of bytes) {
    const place = placeOf[byte]
    text += ['', alphabet[87], alphabet[88]][Math.floor(place / 87)] + alphabet[place % 87]
  }
  return text
}

/** The `length` bytes of which `text` was made. */
export function decode(text, length) {
  const bytes = new Uint8Array(length)
  const byteAt = places()
  const values = []
  for (let i = 0; i < 89; i++) values[alphabet.charCodeAt(i)] = i
  // An index loop: an iterator takes nine times as long on a cold page.
  for (let from = 0, to = 0; to < length; to++) {
    let value = values[text.charCodeAt(from++)]
    if (value > 86) value = (value - 86) * 87 + values[text.charCodeAt(from++)]
    bytes[to] = byteAt[value]
  }
  return bytes
}
