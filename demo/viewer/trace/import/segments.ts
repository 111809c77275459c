// Spans that came one by one, put together: those of a segment below its root, which is shown as a transaction.

import type { Found, FoundSpan } from './read-file.ts'

export interface LooseSpan {
  trace: string
  /** The id of the root of its segment, where that is told. */
  segment: string | null
  isSegment: boolean
  service: string | null
  release: string | null
  environment: string | null
  sdk: string | null
  span: FoundSpan
}

export function bySegment(loose: LooseSpan[]): Found[] {
  const byId = new Map(loose.map(one => [`${one.trace} ${one.span.span_id}`, one]))
  const isRoot = (one: LooseSpan): boolean =>
    one.isSegment || one.segment === one.span.span_id || !(one.span.parent !== null && byId.has(`${one.trace} ${one.span.parent}`))
  const found = new Map<LooseSpan, Found>()
  for (const one of loose) if (isRoot(one)) found.set(one, { event: eventOf(one), spans: [] })
  for (const one of loose) {
    if (found.has(one)) continue
    let root = one.segment === null ? undefined : byId.get(`${one.trace} ${one.segment}`)
    const seen = new Set<LooseSpan>()
    for (
      let above: LooseSpan | undefined = one;
      !root && above && !seen.has(above);
      above = byId.get(`${above.trace} ${above.span.parent}`)
    ) {
      seen.add(above)
      if (found.has(above)) root = above
    }
    const target = root && found.get(root)
    if (target) target.spans.push(one.span)
    // Its parents go round in a circle: it is shown by itself.
    else found.set(one, { event: eventOf(one), spans: [] })
  }
  return [...found.values()]
}

function eventOf({ trace, service, release, environment, sdk, span }: LooseSpan): Found['event'] {
  return {
    event_id: span.span_id,
    trace_id: trace,
    span_id: span.span_id,
    parent_span_id: span.parent,
    name: span.description ?? span.span_id,
    op: span.op,
    status: span.status,
    service,
    project: null,
    environment,
    release,
    sdk,
    received: null,
    start: span.start,
    duration: span.duration ?? 0,
    measurements: {},
    tags: span.tags,
    data: span.data,
    links: span.links,
    event: {},
  }
}
