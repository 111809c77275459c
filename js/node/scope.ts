import { jsonOf, membersOf, textOf } from '../base/values.ts'
import type { Primitive } from '../record/span.ts'
import { SCOPE_TAG, SCOPE_VALUE } from '../seam/commands.ts'

/** The section of a `scope_value` command. */
const USER = 0
const EXTRA = 1
const CONTEXT = 2

/** At most so many keys; the core has limits of its own. */
const MOST = 200

/** The strings and numbers behind the time of a command. */
type Entry = [code: number, strings: string[], numbers: number[]]

/**
 * What all transactions say that begin in it: tags, user, extras, contexts. Each request has a scope of its own, which begins with what was
 * there before; what is set in it is none of any other's.
 */
export class Scope {
  /** @internal */
  readonly _entries: Map<string, Entry>

  /** @internal */
  constructor(from?: Map<string, Entry>) {
    this._entries = new Map(from)
  }

  /** @internal Another that begins with the same. */
  _fork(): Scope {
    return new Scope(this._entries)
  }

  /** @internal Calls back with each command that sets it (1) or takes it back (0). */
  _write(isPresent: 0 | 1, write: (code: number, strings: string[], numbers: number[]) => void): void {
    for (const [code, strings, numbers] of this._entries.values()) write(code, strings, [...numbers, isPresent])
  }

  /** @internal */
  _put(id: string, isSet: boolean, entry: Entry): this {
    if (!isSet) this._entries.delete(id)
    else if (this._entries.has(id) || this._entries.size < MOST) this._entries.set(id, entry)
    return this
  }

  /** @internal */
  _putValue(section: number, key: string, value: unknown): this {
    const json = value == null ? '' : jsonOf(value, 8192)
    return this._put(section + key, value != null, [SCOPE_VALUE, [key, json], [section]])
  }

  /** Null or undefined removes it. */
  setTag(key: string, value: Primitive): this {
    return this._put('t' + key, value != null, [SCOPE_TAG, [textOf(key), textOf(value)], []])
  }

  setTags(tags: Record<string, Primitive>): this {
    const members = membersOf(tags, () => {})
    for (const key in members) this.setTag(key, members[key])
    return this
  }

  /** Who the request is of: `{ id, email, username, ip_address }`; null for nobody. */
  setUser(user: Record<string, unknown> | null): this {
    return this._putValue(USER, '', user)
  }

  /** Any JSON value; null or undefined removes it. */
  setExtra(key: string, value: unknown): this {
    return this._putValue(EXTRA, textOf(key), value)
  }

  setExtras(extras: Record<string, unknown>): this {
    const members = membersOf(extras, () => {})
    for (const key in members) this.setExtra(key, members[key])
    return this
  }

  /** A named group of values; null removes it. */
  setContext(key: string, context: Record<string, unknown> | null): this {
    return this._putValue(CONTEXT, textOf(key), context)
  }
}
