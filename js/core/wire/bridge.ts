import type { Bindings } from 'headwater-wasm'
import type { Commands } from '../../seam/host.ts'
import { joined } from './joined.ts'

/**
 * One exchange with the core. It applies `commands` as one batch. Then it does what is due at `now`, appends to `out`
 * the envelopes that may be sent, the most important first (with `isLeaving` as many as a page can send that is left),
 * and to `kept`, if that is given, those that may not. The core numbers all of them in this order, from 1. Returns when
 * something is due next, in ms on the clock of `now`; Infinity: nothing. Without `out` it only applies the commands,
 * because more follow.
 * After it has thrown, the module must never be called again; envelopes that are in `out` by then are whole.
 */
export type Bridge = (
  commands: Commands | undefined,
  now: number,
  epoch: number,
  out?: Envelopes,
  isLeaving?: boolean,
  kept?: Envelopes,
) => number

type Envelopes = Uint8Array<ArrayBuffer>[]

/**
 * The only caller of the wasm module. One exchange:
 *
 *     strings ──encode──► text(n)      address; the bytes are written there
 *     numbers ──────────► numbers(n)   address; text length, clocks, commands are copied there
 *                         run(count)   commands are applied
 *     now, epoch ───────► tick         what is due is done       ──► when something is due next
 *                 ┌─────► take, keep   the next envelope, 0: no more
 *                 └─┬───► part         length of its next part, 0: no more; the last is the first of the envelope
 *                   └──── result       its address               ──► a copy of its bytes
 *
 * Any of these calls may grow the memory, which detaches every view of it. So an address is used before the next
 * call, and the view is asked for again each time.
 *
 * Wasm memory never shrinks, so room for the worst case (three bytes a letter) would be kept for the life of the page. Text is mostly
 * ASCII: it gets a byte for each letter. Where that is not enough, it is encoded outside, and then gets its exact size.
 */
export function createBridge(wasm: Bindings): Bridge {
  const encoder = new TextEncoder()

  const write = (text: string): number => {
    const { length } = text
    const address = wasm.text(length)
    // `encodeInto` is missing in old browsers, and stops early when the text has more bytes than letters.
    if (encoder.encodeInto?.(text, wasm.HEAPU8.subarray(address, address + length)).read === length) return length
    const bytes = encoder.encode(text)
    const exact = wasm.text(bytes.length)
    wasm.HEAPU8.set(bytes, exact)
    return bytes.length
  }

  const apply = ({ numbers, strings }: Commands, now: number, epoch: number): void => {
    // A NUL ends each string, so one inside a string is replaced.
    const clean = strings.some(string => string.includes('\0')) ? strings.map(string => string.replace(/\0/g, '\ufffd')) : strings
    const bytes = write(clean.length ? clean.join('\0') + '\0' : '')
    const count = numbers.length + 3
    const start = wasm.numbers(count) / 8
    const heap = wasm.HEAPF64
    heap.set([bytes, now, epoch], start)
    heap.set(numbers, start + 3)
    wasm.run(count)
  }

  const copy = (next: () => number, to: Envelopes): void => {
    while (next()) {
      const parts: Envelopes = []
      for (let size: number; (size = wasm.part()); ) {
        const address = wasm.result()
        parts.push(wasm.HEAPU8.slice(address, address + size))
      }
      to.push(joined([parts.pop()!, ...parts]))
    }
  }

  return (commands, now, epoch, out, isLeaving, kept) => {
    if (commands?.numbers[0]) apply(commands, now, epoch)
    if (!out) return Infinity
    const due = wasm.tick(now, epoch)
    copy(() => wasm.take(+!!isLeaving), out)
    if (kept) copy(() => wasm.keep(), kept)
    return due
  }
}
