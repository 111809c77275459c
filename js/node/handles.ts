import { randomNumbers } from '../trace/trace.ts'

/** Numbers for spans, and what their ids are made of beside them. */
export interface Handles {
  /** Four 32-bit numbers: of span ids, and of the core's event ids. */
  readonly seed: number[]
  last: number
}

/**
 * A core knows 2³¹ handles (wasm/commands.md), which a busy service uses up in weeks. Then the next transactions have others, with a seed and a
 * core of their own; so many are left for the spans of those that are still open.
 */
const MOST = 2 ** 31 - 2 ** 24

let handles: Handles | undefined

/** Those of a transaction that begins now. */
export function currentHandles(): Handles {
  if (!handles || handles.last > MOST) handles = { seed: randomNumbers(4), last: 0 }
  return handles
}

/** What begins from now on has others. */
export const renewHandles = (): void => void (handles = undefined)

export const next = (from: Handles): number => ++from.last
