// Terms of a query, as text.

/** `key:value`, quoted where it has to be. */
export function term(key: string, value: string): string {
  return `${key}:${quoted(value)}`
}

export function quoted(value: string): string {
  return value === '' || /[\s"()*\\:<>!,]/.test(value) ? `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : value
}

/** The query with a term at its end, which replaces its own opposite and is not there twice. */
export function addTerm(query: string, added: string): string {
  const opposite = added.startsWith('!') ? added.slice(1) : `!${added}`
  const terms = splitTerms(query).filter(one => one !== opposite && one !== added)
  return [...terms, added].join(' ')
}

/** At spaces that are neither in quotes nor in brackets. */
export function splitTerms(query: string): string[] {
  const terms: string[] = []
  let depth = 0
  let isQuoted = false
  let current = ''
  for (let i = 0; i < query.length; i++) {
    const character = query[i]!
    if (character === '\\' && isQuoted) {
      current += character + (query[++i] ?? '')
      continue
    }
    if (character === '"') isQuoted = !isQuoted
    else if (!isQuoted && character === '(') depth++
    else if (!isQuoted && character === ')') depth--
    if (/\s/.test(character) && !isQuoted && depth <= 0) {
      if (current) terms.push(current)
      current = ''
    } else {
      current += character
    }
  }
  if (current) terms.push(current)
  return terms
}
