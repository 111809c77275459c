import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** A transaction as the collector's JSON API gives it, root span not among its spans; only what tests read has a type. */
export interface StoredTransaction {
  event_id: string
  trace_id: string
  span_id: string
  name: string
  op: string
  status: string | null
  spans: StoredSpan[]
}

export interface StoredSpan {
  span_id: string
  parent_span_id: string
  op: string
  description: string
  status: string | null
  data: Record<string, unknown>
}

export interface Collector {
  origin: string
  /** Every stored transaction with its spans, oldest first, as soon as `isEnough` says so. Rejects after 10 s. */
  transactions(isEnough: (transactions: StoredTransaction[]) => boolean): Promise<StoredTransaction[]>
  /** The envelope's bytes as they were received. */
  envelope(eventId: string): Promise<Uint8Array>
  close(): Promise<void>
}

const program = fileURLToPath(new URL('../../../build/native/demo/collector/headwater-collector', import.meta.url))

/** The demo's collector with an empty database, on a free port. */
export async function startCollector(): Promise<Collector> {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-collector-'))
  const child = spawn(program, ['--port', '0', '--db', join(folder, 'traces.db')], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const origin = /http:\/\/[^/\s]+/.exec(line)![0]
  const read = async <T>(path: string): Promise<T> => (await fetch(origin + path)).json() as Promise<T>

  async function stored(): Promise<StoredTransaction[]> {
    const list = await read<{ transactions: { trace_id: string }[] }>('/api/transactions')
    const ids = [...new Set(list.transactions.map(({ trace_id }) => trace_id))].reverse()
    const traces = await Promise.all(ids.map(id => read<{ transactions: StoredTransaction[] }>(`/api/traces/${id}`)))
    return traces.flatMap(({ transactions }) => transactions)
  }

  return {
    origin,
    async transactions(isEnough) {
      const end = performance.now() + 10_000
      for (;;) {
        const transactions = await stored()
        if (isEnough(transactions)) return transactions
        const names = transactions.map(({ op, name, spans }) => `${op} ${name} (${spans.length} spans)`)
        if (performance.now() > end) throw new Error(`the collector has no more than:\n${names.join('\n')}`)
        await delay(50)
      }
    },
    envelope: async eventId => new Uint8Array(await (await fetch(`${origin}/api/envelopes/${eventId}`)).arrayBuffer()),
    async close() {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
      rmSync(folder, { recursive: true })
    },
  }
}
