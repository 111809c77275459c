import { isHexId, isObject, shown, type Members } from './json.ts'
import type { Add } from './rules.ts'
import { checkMeasurements, checkTags } from './tags-measurements.ts'
import { checkTimes, type Interval } from './times.ts'
import { isOp, isOrigin, isStatus } from './trace-context.ts'

const maxSpans = 1000
const maxBytes = 800 * 1024
/** 1 ms, and the rounding of two times to a microsecond each. */
const slack = 0.001001

/** The spans of a transaction whose root is `root` (N1–N18, and T1–T4, P17–P24 for each). */
export function checkSpans(spans: unknown, root: Members | undefined, interval: Interval, add: Add): void {
  if (spans === undefined) return
  if (!Array.isArray(spans)) {
    add('N1', shown(spans))
    return
  }
  if (spans.length > maxSpans) add('N2', `${spans.length}`)
  const bytes = Buffer.byteLength(JSON.stringify(spans))
  if (bytes > maxBytes) add('N3', `${bytes} bytes`)

  const parents = new Map<unknown, unknown>()
  const objects: Members[] = []
  spans.forEach((span: unknown, index) => {
    const where = `span ${index + 1}`
    if (!isObject(span)) {
      add('N1', `${where} is ${shown(span)}`)
      return
    }
    objects.push(span)
    checkIds(span, where, root, add)
    if (span.span_id === root?.span_id || parents.has(span.span_id)) add('N7', `${where} is ${shown(span.span_id)} too`)
    else parents.set(span.span_id, span.parent_span_id)
    checkSpan(span, where, interval, add)
  })
  checkTree(objects, parents, root?.span_id, add)
}

/** The ids of one, also of a standalone one. */
export function checkIds(span: Members, where: string, root: Members | undefined, add: Add): void {
  if (!isHexId(span.span_id, 16)) add('N4', `${where} has ${shown(span.span_id)}`)
  if (!isHexId(span.trace_id, 32)) add('N5', `${where} has ${shown(span.trace_id)}`)
  else if (isHexId(root?.trace_id, 32) && span.trace_id !== root.trace_id) add('N6', `${where} has ${span.trace_id}`)
  if (!isHexId(span.parent_span_id, 16)) add('N16', `${where} has ${shown(span.parent_span_id)}`)
}

/** All else that is in a span. */
export function checkSpan(span: Members, where: string, transaction: Interval, add: Add): void {
  const { start, end } = checkTimes(span, where, 'N8', add)
  const { start: first = -Infinity, end: last = Infinity } = transaction
  if (start !== undefined && start < first - slack) add('N13', `${where} by ${first - start} s`)
  if (end !== undefined && end > last + slack) add('N14', `${where} by ${end - last} s`)
  if (span.status !== undefined && !isStatus(span.status)) add('N9', `${where} has ${shown(span.status)}`)
  if (span.origin !== undefined && !isOrigin(span.origin)) add('N10', `${where} has ${shown(span.origin)}`)
  if (!isOp(span.op)) add('N11', `${where} has ${shown(span.op)}`)
  else if (!/^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*$/.test(span.op as string)) add('N12', `${where} has ${shown(span.op)}`)
  if (span.end_timestamp !== undefined) add('N15', where)
  checkTags(span.tags, where, add)
  checkMeasurements(span.measurements, where, add)
}

/** Every chain of parents reaches the root. */
function checkTree(spans: Members[], parents: Map<unknown, unknown>, root: unknown, add: Add): void {
  for (const span of spans) {
    const parent = span.parent_span_id
    if (isHexId(parent, 16) && parent !== root && !parents.has(parent)) add('N17', `${shown(span.span_id)} under ${parent}`)
  }
  const reachesEnd = new Set<unknown>()
  for (const first of parents.keys()) {
    const path = new Set<unknown>()
    let id = first
    while (parents.has(id) && !reachesEnd.has(id) && !path.has(id)) {
      path.add(id)
      id = parents.get(id)
    }
    if (path.has(id)) add('N18', `through ${shown(id)}`)
    for (const member of path) reachesEnd.add(member)
  }
}
