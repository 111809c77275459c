/** Uploads that nobody has answered. */
export interface UnderWay {
  /**
   * From now on one is under way, which holds so many bytes of the quota. `giveUp` is called when its time is up. The function that it
   * answers ends it.
   */
  _start(bytes: number, giveUp: () => void): () => void
  /** So many bytes of the quota are held. */
  _bytes(): number
  /** When the time of the next one is up; Infinity: none is under way. */
  _due(): number
  /** Gives up those whose time is up. */
  _giveUp(): void
}

/**
 * So many ms an upload may be without an answer. Each holds one of the six connections that browsers open to an HTTP/1.1 host, which may
 * be the page's own.
 */
export const PATIENCE = 15_000

export function createUnderWay(): UnderWay {
  const uploads = new Set<{ bytes: number; until: number; giveUp: () => void }>()
  return {
    _start(bytes, giveUp) {
      const upload = { bytes, until: performance.now() + PATIENCE, giveUp }
      uploads.add(upload)
      return () => void uploads.delete(upload)
    },
    _bytes: () => [...uploads].reduce((sum, { bytes }) => sum + bytes, 0),
    _due: () => Math.min(...[...uploads].map(({ until }) => until)),
    _giveUp() {
      for (const upload of uploads) {
        if (upload.until > performance.now()) continue
        uploads.delete(upload)
        upload.giveUp()
      }
    },
  }
}
