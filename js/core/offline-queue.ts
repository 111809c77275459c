import type { Host } from '../host.ts'

/** Envelopes on the device that could not be sent, of all pages of the origin. */
export interface OfflineQueue {
  /** Resolves whether it was kept. */
  put(envelope: Blob): Promise<boolean>
  /** Sends all that is there and not older than a day; what does not arrive is kept again. */
  send(): void
}

interface Kept {
  url: string
  time: number
  text: string
}

const STORE = 'envelopes'
const MOST = 100
const DAY = 86_400_000

const settled = <T>(request: IDBRequest<T>): Promise<T> => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})

/** Opens the queue in IndexedDB when it is first used. Where that is refused nothing is kept. */
export function openOfflineQueue(url: string, resend: Host['resend']): OfflineQueue {
  let opened: Promise<IDBDatabase> | undefined
  const open = (): Promise<IDBDatabase> => (opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('headwater', 1)
    request.onupgradeneeded = () => void request.result.createObjectStore(STORE, { autoIncrement: true })
    settled(request).then(resolve, reject)
  }))
  const store = async (): Promise<IDBObjectStore> => (await open()).transaction(STORE, 'readwrite').objectStore(STORE)

  const add = async (kept: Kept): Promise<boolean> => {
    try {
      const envelopes = await store()
      if ((await settled(envelopes.count())) >= MOST) return false
      await settled(envelopes.add(kept))
      return true
    } catch {
      return false
    }
  }

  const takeAll = async (): Promise<Kept[]> => {
    try {
      const envelopes = await store()
      const all: Kept[] = await settled(envelopes.getAll())
      // In the transaction that read them: no two pages send the same.
      await settled(envelopes.clear())
      return all
    } catch {
      return []
    }
  }

  return {
    put: async (envelope) => add({ url, time: Date.now(), text: await envelope.text() }),
    async send() {
      for (const kept of await takeAll()) {
        const isDone = Date.now() - kept.time >= DAY || (kept.url === url && (await resend(url, kept.text)))
        if (!isDone) await add(kept)
      }
    },
  }
}
