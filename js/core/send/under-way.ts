/** Uploads that nobody has answered. */
export interface UnderWay {
  /**
   * Notes an upload that begins, which holds `bytes` of the quota for uploads that outlive the page (0: none of it).
   * `giveUp` is called when it has had no answer for PATIENCE. The function that is returned must be called when the
   * upload ends.
   */
  _start(bytes: number, giveUp: () => void): () => void
  /** How many bytes of the quota are held now. */
  _bytes(): number
  /** When the first upload runs out of time, in page ms; Infinity: none is under way. */
  _due(): number
  /** Gives up the uploads that have run out of time. */
  _giveUp(): void
}

/**
 * For how many ms an upload may be without an answer. Each holds one of the six connections that browsers open to an
 * HTTP/1.1 host, which may be the page's own.
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
