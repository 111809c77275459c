/** Stand-ins for what a page offers, with the behaviour that the code under test relies on. */

/** Replaces globals until the function it answers is called. */
export function setGlobals(values: Record<string, unknown>): () => void {
  const before = Object.keys(values).map(key => [key, Object.getOwnPropertyDescriptor(globalThis, key)] as const)
  for (const [key, value] of Object.entries(values)) {
    Object.defineProperty(globalThis, key, { value, configurable: true, writable: true })
  }
  return () => {
    for (const [key, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, key, descriptor)
      else delete (globalThis as Record<string, unknown>)[key]
    }
  }
}

/** Where the text of a batch lies: numbers have 2 MB below it. */
const TEXT = 2 << 20

/**
 * A module with the call sequence of the core and real memory, which grows at every call that may grow it, so that each
 * view taken before is detached. It finishes one envelope for each string of a batch.
 */
export class EchoModule {
  memory = new WebAssembly.Memory({ initial: 80 })
  /** The numbers of each batch. */
  batches: number[][] = []
  /** The text of each batch. */
  texts: string[] = []
  ticks: [number, number][] = []
  due = Infinity
  /** Makes the named call execute an illegal instruction, as a trap in the core does. */
  trapIn = ''
  private counts = [0, 0]
  private finished: string[] = []

  get HEAPU8(): Uint8Array {
    return new Uint8Array(this.memory.buffer)
  }
  get HEAPF64(): Float64Array {
    return new Float64Array(this.memory.buffer)
  }
  numbers(n: number): number {
    this.enter('numbers')
    this.counts[0] = n
    return 1024
  }
  text(n: number): number {
    this.enter('text')
    this.counts[1] = n
    return TEXT
  }
  run(count: number): number {
    this.enter('run')
    if (count !== this.counts[0]) throw new Error('count differs from the room asked for')
    this.batches.push([...this.HEAPF64.subarray(128, 128 + count)])
    const text = new TextDecoder().decode(this.HEAPU8.subarray(TEXT, TEXT + this.counts[1]!))
    this.texts.push(text)
    this.finished.push(...text.split('\0').slice(0, -1))
    return count
  }
  tick(now: number, epoch: number): number {
    this.enter('tick')
    this.ticks.push([now, epoch])
    return this.due
  }
  /** What `keep` hands out, one envelope after another. */
  unsendable: string[] = []
  heldBackUntil = 0
  waits(): number {
    return 0
  }
  take(): number {
    return this.handOut('take', this.finished)
  }
  keep(): number {
    return this.handOut('keep', this.unsendable)
  }
  held_back(): number {
    return this.heldBackUntil
  }
  is_open(): number {
    return 1
  }
  /** Parts of five bytes, the last as long as is left; the first at last. */
  part(): number {
    this.enter('part')
    const [address = 0, length = 0] = this.parts.shift() ?? []
    this.partStart = address
    return length
  }
  result(): number {
    this.enter('result')
    return this.partStart
  }
  private partStart = 0
  private parts: [address: number, length: number][] = []
  private handOut(call: string, envelopes: string[]): number {
    this.enter(call)
    const bytes = new TextEncoder().encode(envelopes.shift())
    this.HEAPU8.set(bytes, 16384)
    this.parts = Array.from({ length: Math.ceil(bytes.length / 5) }, (_, index) => [
      16384 + index * 5,
      Math.min(5, bytes.length - index * 5),
    ])
    this.parts.push(...this.parts.splice(0, 1))
    return +(bytes.length > 0)
  }
  private enter(call: string): void {
    this.memory.grow(1)
    if (call === this.trapIn) trap()
  }
}

// (module (func (export "f") unreachable))
const TRAP = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0],
  ...[7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11],
)

function trap(): void {
  const { f } = new WebAssembly.Instance(new WebAssembly.Module(TRAP)).exports
  ;(f as () => void)()
}
