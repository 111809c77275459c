// What may come next in a query, at the caret.

import { quoted } from './terms.ts'

export interface Place {
  /** What is replaced by a completion. */
  from: number
  to: number
  /** Of a value: its key. */
  key: string | null
  /** What has been typed of it. */
  prefix: string
}

/** Where the caret stands in a query; null in the middle of something that cannot be completed. */
export function placeAt(query: string, caret: number): Place {
  let start = caret
  let isQuoted = (query.slice(0, caret).match(/"/g) ?? []).length % 2 === 1
  while (start > 0) {
    const before = query[start - 1]!
    if (before === '"') isQuoted = !isQuoted
    if (!isQuoted && before !== '"' && /[\s()]/.test(before)) break
    start--
  }
  const typed = query.slice(start, caret)
  const bang = typed.startsWith('!') ? 1 : 0
  const colon = typed.indexOf(':')
  const rest = query.slice(caret).match(/^[^\s()"]*"?/)![0].length
  if (colon < 0) return { from: start + bang, to: caret + rest, key: null, prefix: typed.slice(bang) }
  return { from: start + colon + 1, to: caret + rest, key: typed.slice(bang, colon), prefix: typed.slice(colon + 1).replace(/^"/, '') }
}

export interface Completion {
  text: string
  note: string
}

/** Keys that have what was typed in them, those that begin with it first. */
export function matchingKeys(keys: Completion[], prefix: string): Completion[] {
  const low = prefix.toLowerCase()
  const rank = ({ text }: Completion): number => (text.toLowerCase().startsWith(low) ? 0 : 1)
  return keys
    .filter(({ text }) => text.toLowerCase().includes(low))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, 12)
}

/** The query with a completion in its place, and where the caret then is. */
export function complete(query: string, place: Place, text: string): { query: string; caret: number } {
  const inserted = place.key === null ? `${text}:` : place.key === 'has' ? text : quoted(text)
  const isDone = place.key !== null
  const behind = query.slice(place.to)
  const space = isDone && !behind.startsWith(' ') && !behind.startsWith(')') ? ' ' : ''
  return { query: query.slice(0, place.from) + inserted + space + behind, caret: place.from + inserted.length + (isDone ? 1 : 0) }
}
