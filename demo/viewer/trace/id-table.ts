// Finds a node by its id. A Map of a hundred thousand strings takes longer to fill than all else that is done to a trace.

export class IdTable {
  readonly #slots: Int32Array
  readonly #hashes: Int32Array
  readonly #mask: number
  readonly #idOf: (node: number) => string

  /** For up to `room` nodes. `idOf` says the id of a node that was added. */
  constructor(room: number, idOf: (node: number) => string) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(4, room * 2)))
    this.#slots = new Int32Array(size).fill(-1)
    this.#hashes = new Int32Array(room)
    this.#mask = size - 1
    this.#idOf = idOf
  }

  /** -1: there is none. */
  find(id: string): number {
    const hash = hashOf(id)
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const node = this.#slots[slot]!
      if (node < 0 || (this.#hashes[node] === hash && this.#idOf(node) === id)) return node
    }
  }

  /** Adds a node, unless another has its id: answers that one, else -1. */
  add(id: string, added: number): number {
    const hash = hashOf(id)
    let slot = hash & this.#mask
    for (let node = this.#slots[slot]!; node >= 0; node = this.#slots[slot]!) {
      if (this.#hashes[node] === hash && this.#idOf(node) === id) return node
      slot = (slot + 1) & this.#mask
    }
    this.#slots[slot] = added
    this.#hashes[added] = hash
    return -1
  }
}

/** FNV-1a, with its upper bits mixed in: ids that were counted up differ in few. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5 | 0
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  return hash ^ (hash >>> 15)
}
