import { OFFLINE } from '../../base/storage-keys.ts'
import { receiverOf } from '../../base/values.ts'
import { DAY } from './stashed.ts'

/** Envelopes on the device that could not be sent, of all pages of the origin. */
export interface OfflineQueue {
  /** Resolves whether it was kept. */
  put(text: string): Promise<boolean>
  /** Sends all that is there and not older than a day; what does not arrive is kept again. */
  send(): Promise<void>
}

interface Kept {
  receiver: string
  time: number
  text: string
}

const STORE = 'envelopes'
const MOST = 100

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/**
 * The queue in IndexedDB, which is opened anew for each use. Where IndexedDB is refused, or once `isOver` answers true,
 * nothing is kept and nothing is taken out.
 */
export function openOfflineQueue(url: string, resend: (envelope: string) => Promise<boolean>, isOver: () => boolean): OfflineQueue {
  const receiver = receiverOf(url)
  const store = async (): Promise<IDBObjectStore> => {
    const request = indexedDB.open(OFFLINE, 1)
    request.onupgradeneeded = () => void request.result.createObjectStore(STORE, { autoIncrement: true })
    const database = await settled(request)
    const envelopes = database.transaction(STORE, 'readwrite').objectStore(STORE)
    // It closes when the transaction is over. A connection that stays open would make a page wait that deletes its
    // databases.
    database.close()
    return envelopes
  }

  const add = async (kept: Kept): Promise<boolean> => {
    try {
      const envelopes = await store()
      if ((await settled(envelopes.count())) >= MOST || isOver()) return false
      await settled(envelopes.add(kept))
      return true
    } catch {
      return false
    }
  }

  /**
   * Takes an envelope out of the queue. Undefined when another page has taken it, or when it is for another receiver:
   * then it stays.
   */
  const take = async (key: IDBValidKey): Promise<Kept | undefined> => {
    const envelopes = await store()
    const kept: Kept | undefined = await settled(envelopes.get(key))
    if (kept?.receiver !== receiver) return undefined
    // Deleted in the transaction that has read it, so that no two pages send the same envelope.
    envelopes.delete(key)
    return kept
  }

  return {
    put: text => add({ receiver, time: Date.now(), text }),
    async send() {
      try {
        // One after another: an envelope that was taken out is lost if the page ends before it is answered.
        for (const key of await settled((await store()).getAllKeys())) {
          if (isOver()) return
          const kept = await take(key)
          if (kept && Date.now() - kept.time < DAY && !(await resend(kept.text))) return void (await add(kept))
        }
      } catch {
        // IndexedDB is refused: there is nothing to send.
      }
    },
  }
}
