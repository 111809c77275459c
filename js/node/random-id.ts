import { randomFillSync } from 'node:crypto'

/** Bytes made at once: asking for a few takes as long as asking for many. */
const pool = Buffer.alloc(4096)
let used = pool.length

/** 32 random hex digits. */
export function randomTraceId(): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  return pool.toString('hex', used, (used += 16))
}
