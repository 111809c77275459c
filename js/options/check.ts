import { attempt, membersOf, textOf } from '../base/values.ts'
import { warn } from '../base/warn.ts'
import type { Check, Origin } from '../seam/options.ts'

/**
 * A check of lists, whose entries are texts or usable otherwise. Of a list given as text an entry `/…/flags` is a regular expression, everything else
 * itself. What looks like an expression, but has none of the characters that make one (`/api/`), is what `pathOf` makes of it.
 */
export const list =
  (isUsable: (entry: any) => unknown, pathOf?: (path: string) => Origin) =>
  (value: unknown): unknown => {
    const entries: unknown[] =
      typeof value !== 'string'
        ? [].concat(value as never)
        : value
            .split(/[\s,]+/)
            .filter(Boolean)
            .map(entry => {
              const [, source, flags] = /^\/(.+)\/([a-z]*)$/.exec(entry) || []
              return (
                (source &&
                  attempt(() => (!pathOf || flags || /[$()*+.?[\\\]^{|}]/.test(source) ? new RegExp(source, flags) : pathOf(entry)))) ||
                entry
              )
            })
    return entries.every(entry => entry && (typeof entry === 'string' || isUsable(entry))) ? entries : undefined
  }

/** Splits what is given into the options that `checks` know, with usable values, and the rest. A value that is not usable is named in the console. */
export function check(checks: Check[], options: unknown): [read: Record<string, any>, rest: Record<string, unknown>] {
  const known: Record<string, Check> = { __proto__: null } as never
  for (const one of checks) for (const name of one[0].split(' ')) known[name] = one
  const given = membersOf(options, (name = 'options') => warn(`${name} can't be read`))
  const read: Record<string, any> = { __proto__: null }
  const rest: Record<string, unknown> = { __proto__: null }
  for (const name in given) {
    const value = given[name]
    const found = known[name]
    if (!found) rest[name] = value
    else if (value != null) {
      const text = textOf(value)
      const [, usable, expected, fallback] = found
      read[name] = attempt(() =>
        typeof usable === 'function'
          ? usable(value)
          : // A longer text would not fit into what every envelope says of its trace.
            typeof value === usable && !(value.length > 2047)
            ? value
            : usable.split('|').includes(value === '' ? 'true' : text)
              ? text !== 'false' && (value || true)
              : undefined,
      )
      if (read[name] === undefined) {
        read[name] = fallback
        warn(`${name} "${text.slice(0, 99)}" is no ${expected || usable}; ${fallback ?? 'the default'} is used`)
      }
    }
  }
  return [read, rest]
}
