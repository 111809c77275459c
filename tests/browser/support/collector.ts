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

/** What the API answers of a trace (docs/collector-api.md). */
interface Trace {
  trace_id: string
  ops: string[]
  statuses: string[]
  transactions: (Omit<StoredTransaction, 'trace_id' | 'spans'> & {
    spans: [id: string, parent: string | null, op: number, description: string | null, status: number, ...rest: unknown[]][]
  })[]
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
    // Follow-ups too, which a query leaves out unless it asks for their operation.
    const query = encodeURIComponent('(op:* OR !has:op)')
    const { rows } = await read<{ rows: string[][] }>(`/api/query?columns=trace&sort=start&limit=1000&query=${query}`)
    const traces = await Promise.all([...new Set(rows.flat())].map(id => read<Trace>(`/api/traces/${id}`)))
    return (
      await Promise.all(
        traces.flatMap(trace =>
          trace.transactions.map(async transaction => ({
            ...transaction,
            trace_id: trace.trace_id,
            spans: await spansOf(trace, transaction),
          })),
        ),
      )
    ).flat()
  }

  async function spansOf(trace: Trace, { event_id, spans }: Trace['transactions'][number]): Promise<StoredSpan[]> {
    const data = new Map<string, Record<string, unknown>>()
    for (let i = 0; i < spans.length; i += 200) {
      const ids = spans
        .slice(i, i + 200)
        .map(([id]) => `&span=${id}`)
        .join('')
      const some = await read<{ spans: StoredSpan[] }>(`/api/spans?transaction=${event_id}${ids}`)
      for (const span of some.spans) data.set(span.span_id, span.data)
    }
    return spans.map(([span_id, parent, op, description, status]) => ({
      span_id,
      parent_span_id: parent ?? '',
      op: trace.ops[op] ?? '',
      description: description ?? '',
      status: trace.statuses[status] ?? null,
      data: data.get(span_id)!,
    }))
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
