import { selectorOf } from './selector.ts'

/** So many inputs: entries come within a frame or two of what they are about, unless the page is busy. */
const MOST = 32

/** Names of the elements of the last inputs, taken before any handler could remove one or give it another class. */
export interface InputNames {
  /** `node`: its target. Events that scripts make have no entries. */
  _note(event: Event, node?: Node | null): void
  /** By when an event happened: its time stamp is the start of its entry. Empty when it is not known. */
  _at(time: number): string
}

export function createInputNames(): InputNames {
  const names: [time: number, name: string][] = []
  return {
    _note({ isTrusted, timeStamp, target }, node = target as Node | null) {
      if (isTrusted && names.unshift([timeStamp, selectorOf(node)]) > MOST) names.pop()
    },
    // Clocks of events may be coarser.
    _at: time => names.find(([stamp]) => Math.abs(stamp - time) < 1)?.[1] ?? '',
  }
}
