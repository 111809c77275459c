import { asEnvelope, type Received, type ReceivedEnvelope, type Transaction } from './received.ts'

/** How long anything is awaited, in ms, unless a test says otherwise. */
export const defaultTimeout = 10_000

/** Everything a site received, in order of arrival, and how to await more of it. */
export class RequestLog {
  readonly requests: Received[] = []
  readonly envelopes: ReceivedEnvelope[] = []
  #waiting = new Set<() => void>()

  add(request: Received): void {
    this.requests.push(request)
    const envelope = asEnvelope(request)
    if (envelope) this.envelopes.push(envelope)
    for (const look of [...this.#waiting]) look()
  }

  /** The transactions received so far, in order of arrival. */
  transactions(): Transaction[] {
    return this.envelopes.flatMap(({ transaction }) => transaction ?? [])
  }

  /** The first answer of `pick` that is not undefined or false, asked now and after each arrival. Rejects after `timeout` ms. */
  waitFor<T>(pick: () => T | undefined | false, what: string, timeout = defaultTimeout): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.#waiting.delete(look)
        clearTimeout(timer)
      }
      const look = (): void => {
        let found: T | undefined | false
        try {
          found = pick()
        } catch (error) {
          stop()
          reject(error as Error)
          return
        }
        if (found === undefined || found === false) return
        stop()
        resolve(found)
      }
      const timer = setTimeout(() => {
        stop()
        reject(new Error(`not within ${timeout} ms: ${what}\n${this.summary()}`))
      }, timeout)
      this.#waiting.add(look)
      look()
    })
  }

  waitForRequest(predicate: string | ((request: Received) => boolean), timeout?: number): Promise<Received> {
    const matches = typeof predicate === 'string' ? ({ path }: Received) => path === predicate : predicate
    return this.waitFor(() => this.requests.find(matches), `request ${predicate}`, timeout)
  }

  waitForEnvelope(predicate: (envelope: ReceivedEnvelope) => boolean, timeout?: number): Promise<ReceivedEnvelope> {
    return this.waitFor(() => this.envelopes.find(predicate), `envelope ${predicate}`, timeout)
  }

  /** The first transaction of an operation, or for which a predicate holds. */
  waitForTransaction(which: string | ((transaction: Transaction) => boolean), timeout?: number): Promise<Transaction> {
    const matches = typeof which === 'string' ? ({ contexts }: Transaction) => contexts.trace.op === which : which
    return this.waitFor(() => this.transactions().find(matches), `transaction ${which}`, timeout)
  }

  /** One line for each request, for the message of a failed test. */
  summary(): string {
    const lines = this.requests.map(request => {
      const { transaction } = asEnvelope(request) ?? {}
      const trace = request.headers['sentry-trace']
      const notes = [
        transaction && `${transaction.contexts?.trace?.op} ${transaction.transaction}, ${transaction.spans?.length} spans`,
        trace && `sentry-trace ${trace}`,
        request.byBeacon && 'beacon',
      ]
      return `  ${request.method} ${request.url} ${notes.filter(Boolean).join(', ')}`
    })
    return `received:\n${lines.join('\n') || '  nothing'}`
  }
}
