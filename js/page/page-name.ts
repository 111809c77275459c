import { attempt, membersOf } from '../base/values.ts'
import { ask } from '../base/warn.ts'
import { refuse } from '../record/command-buffer.ts'
import * as code from '../seam/commands.ts'
import type { NavigationContext } from '../seam/options.ts'
import { config } from './current.ts'

/**
 * The path that names the page of a window. Of a file the last part alone: the others tell whose machine it is on. A document without
 * an address is its parent's, where that may be asked.
 */
const pathOf = ({ location, parent }: Window): string => {
  const { protocol, pathname } = location
  return pathname[0] === '/'
    ? pathname.slice(protocol === 'file:' ? pathname.lastIndexOf('/') + 1 : 0) || '/'
    : protocol !== 'about:'
      ? protocol
      : (parent.location !== location && attempt(() => pathOf(parent))) || protocol + pathname
}

export type Chosen = NavigationContext & { source: string }

/** The name, operation, tags and data of the page view at the address: `beforeNavigate` decides, else it is named by its path. */
export function contextOf(kind: number, op: string): Chosen {
  const path = pathOf(globalThis as never)
  // A URL, so that callbacks of the 5.27 era, which take a location, find what they read.
  const context = Object.assign(new URL(location.href), { name: path, op, tags: {}, data: {} }) as NavigationContext
  const answer = kind !== code.OWNER && config && ask(config, 'beforeNavigate', context)
  const chosen = { ...context, ...(typeof answer === 'string' ? { name: answer } : membersOf(answer, refuse)) }
  const name = chosen.name || path
  return { ...chosen, name, source: name === path ? 'url' : 'custom' }
}
