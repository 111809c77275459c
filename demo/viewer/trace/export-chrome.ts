// A trace as Chrome's trace events, which Perfetto and chrome://tracing open:
// https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU

import { label, op, service, spanId, status } from './labels.ts'
import { kind, type TraceModel } from './model.ts'

interface ChromeEvent {
  name: string
  ph: 'X' | 'M'
  pid: number
  tid: number
  ts?: number
  dur?: number
  cat?: string
  args: Record<string, unknown>
}

/** A process for each service. Spans of one thread have to lie within each other: those that overlap go to the next. */
export function chromeTrace(model: TraceModel): { displayTimeUnit: 'ms'; otherData: object; traceEvents: ChromeEvent[] } {
  const events: ChromeEvent[] = []
  const processes = new Map<string, number>()
  /** By process and thread, the ends of the spans that are open. */
  const threads = new Map<number, number[][]>()
  const order = Array.from({ length: model.count }, (_, node) => node)
    .filter(node => model.kind[node] !== kind.missing)
    .sort((a, b) => model.start[a]! - model.start[b]! || model.end[b]! - model.end[a]! || a - b)
  for (const node of order) {
    const name = service(model, node) || 'unknown service'
    let pid = processes.get(name)
    if (pid === undefined) {
      pid = processes.size + 1
      processes.set(name, pid)
      threads.set(pid, [])
      events.push({ name: 'process_name', ph: 'M', pid, tid: 0, args: { name } })
    }
    const tid = threadFor(threads.get(pid)!, model.start[node]!, model.end[node]!) + 1
    events.push({
      name: label(model, node),
      cat: op(model, node) ?? 'span',
      ph: 'X',
      pid,
      tid,
      ts: micros(model.trace.start + model.start[node]!),
      dur: micros(model.end[node]! - model.start[node]!),
      args: { op: op(model, node), span_id: spanId(model, node), status: status(model, node) },
    })
  }
  return { displayTimeUnit: 'ms', otherData: { trace_id: model.trace.trace_id }, traceEvents: events }
}

const micros = (ms: number): number => Math.round(ms * 1000)

function threadFor(threads: number[][], start: number, end: number): number {
  for (const [tid, open] of threads.entries()) {
    while (open.length > 0 && open.at(-1)! <= start) open.pop()
    if (open.length === 0 || open.at(-1)! >= end) {
      open.push(end)
      return tid
    }
  }
  return threads.push([end]) - 1
}
