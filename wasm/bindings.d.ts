/** What the wasm module exports, as wasm/bindings.cc binds it. A test holds the two together. */
export interface Bindings {
  /** Makes room for `n` float64 of a batch; answers their address. */
  numbers(n: number): number
  /** Makes room for `n` bytes of text; answers their address. */
  text(n: number): number
  /** Applies the batch of `count` numbers and the text; answers how many commands were applied. */
  run(count: number): number
  /** Does what is due by `now` (ms since the time origin); answers when something is due next, Infinity for never. */
  tick(now: number, epoch: number): number
  /**
   * Goes on to the next finished envelope that may be sent now; 0 when there is none, else 1. `leaving` 1: the page is left, so
   * that more may be under way.
   */
  take(leaving: number): number
  /** 1 while an envelope waits only until one that is under way has its answer. */
  waits(): number
  /** The same of the next that may not be sent now. */
  keep(): number
  /** Until when the receiver has asked for no transactions, ms since the time origin. */
  held_back(): number
  /** 1 while the transaction whose root has this handle goes on, as of the last call of `tick`. */
  is_open(handle: number): number
  /** Goes on to the next part of the envelope that `take` or `keep` gave, and writes it; answers its length, 0 when there is none left. The last one goes before all others. */
  part(): number
  /** The address of that part, good until the next call. */
  result(): number
  /** The memory, to be read anew at each use: it moves when it grows. */
  readonly HEAPU8: Uint8Array
  readonly HEAPF64: Float64Array
}

/** The core's only instance on the page. Rejects when WebAssembly is refused or the module is broken. */
declare function instantiate(): Promise<Bindings>
export default instantiate
