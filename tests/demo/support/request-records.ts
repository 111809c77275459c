import type { RequestLog, ServedRequest } from '../../../demo/shop/server/request-log.ts'

/** What services have logged, and how to await more: a line is written after its caller has the answer. */
export class RequestRecords {
  readonly all: ServedRequest[] = []
  #look: (() => void)[] = []

  readonly log: RequestLog = request => {
    this.all.push(request)
    for (const look of [...this.#look]) look()
  }

  /** The first record of a method and path, from now or before. */
  of(method: string, path: string): Promise<ServedRequest> {
    return new Promise(resolve => {
      const look = (): void => {
        const found = this.all.find(request => request.method === method && request.path === path)
        if (!found) return
        this.#look = this.#look.filter(other => other !== look)
        resolve(found)
      }
      this.#look.push(look)
      look()
    })
  }
}
