// Joins the transactions of one trace, as GET /api/traces/<id> answers them, into trees of nodes.
//
// A node: { kind: 'transaction' | 'span', id, item, transaction, parentId, start, end, children, depth, note }
// `item` is the transaction or span as answered; `transaction` the one it belongs to; times in seconds since 1970;
// `note` says what is odd about its place, or is empty.

const byStart = (a, b) => a.start - b.start

function nodeOf(kind, item, transaction) {
  const end = item.start + Math.max(item.duration ?? 0, 0)
  return {
    kind,
    id: item.span_id,
    item,
    transaction,
    parentId: item.parent_span_id,
    start: item.start,
    end,
    children: [],
    depth: 0,
    note: '',
  }
}

/** The nodes of every transaction, and where to find them by id: within it first, then in the whole trace. */
function collect(transactions) {
  const nodes = []
  const everywhere = new Map()
  for (const transaction of transactions) {
    const root = nodeOf('transaction', transaction, transaction)
    const own = new Map([[root.id, root]])
    const spans = transaction.spans.map(span => nodeOf('span', span, transaction))
    for (const node of spans) if (!own.has(node.id)) own.set(node.id, node)
    for (const [id, node] of own) if (!everywhere.has(id)) everywhere.set(id, node)
    nodes.push({ root, spans, own })
  }
  return { nodes, everywhere }
}

/** Gives each node to its parent; answers those that have none. */
function attach({ nodes, everywhere }) {
  const top = []
  for (const { root, spans, own } of nodes) {
    const parent = root.parentId ? everywhere.get(root.parentId) : undefined
    if (parent && parent !== root) {
      parent.children.push(root)
      if (root.start < parent.start) root.note = 'starts before its parent: clocks may differ'
    } else {
      top.push(root)
      if (root.parentId) root.note = `parent ${root.parentId} was not received`
    }
    for (const node of spans) {
      const known = node.parentId ? (own.get(node.parentId) ?? everywhere.get(node.parentId)) : root
      if (!known || known === node) node.note = `parent ${node.parentId} was not received`
      ;(known && known !== node ? known : root).children.push(node)
    }
  }
  return top
}

/** The nodes below `tops`, each after its parent; gives them their depth. `seen` keeps those visited before out. */
function walk(tops, seen) {
  const order = []
  const waiting = tops.map(node => ({ node, depth: 0 })).reverse()
  while (waiting.length > 0) {
    const { node, depth } = waiting.pop()
    if (seen.has(node)) continue
    seen.add(node)
    node.depth = depth
    order.push(node)
    node.children.sort(byStart)
    for (let i = node.children.length - 1; i >= 0; i--) waiting.push({ node: node.children[i], depth: depth + 1 })
  }
  return order
}

/**
 * The rows to show, in order, and the time that all of them span: { rows, start, end }. Every span is in `rows` once,
 * also when parents are missing or in a circle.
 */
export function traceTree(transactions) {
  const collected = collect(transactions)
  const seen = new Set()
  const rows = walk(attach(collected).sort(byStart), seen)
  for (const { root, spans } of collected.nodes) {
    for (const node of [root, ...spans]) {
      if (seen.has(node)) continue
      node.note = 'its parents go round in a circle'
      rows.push(...walk([node], seen))
    }
  }
  let start = Infinity
  let end = -Infinity
  for (const node of rows) {
    start = Math.min(start, node.start)
    end = Math.max(end, node.end)
  }
  return { rows, start, end }
}
