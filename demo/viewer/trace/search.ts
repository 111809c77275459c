// Looking for text within a trace.

import { label, op, spanId, status } from './labels.ts'
import type { TraceModel } from './model.ts'

/** The nodes whose operation, name, status or id has all of the words in it, from top to bottom. */
export function findNodes(model: TraceModel, text: string): number[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const found: number[] = []
  for (let node = 0; node < model.count; node++) {
    const hay = `${op(model, node) ?? ''} ${label(model, node)} ${status(model, node) ?? ''} ${spanId(model, node)}`.toLowerCase()
    if (words.every(word => hay.includes(word))) found.push(node)
  }
  return found
}
