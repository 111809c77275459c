// One trace as an indented tree of spans beside their bars.

import { element } from './dom.js'
import { duration, failed, family, moment } from './format.js'
import { traceTree } from './trace_tree.js'

// A table beyond this makes the page slow; all spans are in the JSON.
const maxRows = 5000

function percent(part, whole) {
  return `${whole > 0 ? (part / whole) * 100 : 0}%`
}

function bar(node, tree) {
  const whole = tree.end - tree.start
  const fill = element('span', { class: `fill ${family(node.item.op)}${failed(node.item.status) ? ' bad' : ''}` })
  fill.style.setProperty('left', percent(node.start - tree.start, whole))
  fill.style.setProperty('width', percent(node.end - node.start, whole))
  return element('td', { class: 'bar' }, element('span', { class: 'track' }, fill))
}

function label(node) {
  const { item } = node
  return node.kind === 'transaction' ? item.name : item.description || item.span_id
}

function facts(node) {
  const { item } = node
  const rows = [
    ['span id', item.span_id],
    ['parent', item.parent_span_id],
    ['status', item.status],
  ]
  if (node.kind === 'transaction') {
    rows.push(
      ['event id', item.event_id],
      ['service', item.service],
      ['sdk', item.sdk],
      ['project', item.project],
      ['release', item.release],
      ['environment', item.environment],
      ['started', new Date(item.start * 1000).toISOString()],
    )
    for (const [key, value] of Object.entries(item.measurements)) {
      rows.push([key, `${value?.value ?? ''} ${value?.unit ?? ''}`.trim()])
    }
  }
  for (const part of [item.tags, item.data, item.extra ?? {}]) {
    for (const [key, value] of Object.entries(part)) rows.push([key, value])
  }
  const list = element('dl')
  for (const [key, value] of rows) {
    if (value === null || value === undefined) continue
    list.append(element('dt', { text: key }), element('dd', { text: typeof value === 'string' ? value : JSON.stringify(value) }))
  }
  return list
}

/** The row of a node; a click on its name opens and closes the row of facts behind it. */
function rowOf(node, tree) {
  const button = element(
    'button',
    { type: 'button', class: 'label', 'aria-expanded': 'false', title: [label(node), node.note].filter(Boolean).join('\n') },
    element('span', { class: `op ${family(node.item.op)}`, text: node.item.op ?? node.kind }),
    element('span', { class: 'text', text: label(node) }),
  )
  const name = element('td', { class: 'name' }, button)
  name.style.setProperty('--depth', String(Math.min(node.depth, 24)))
  if (node.kind === 'transaction') button.append(element('span', { class: 'service', text: node.item.service ?? '' }))
  if (node.item.status && node.item.status !== 'ok') {
    button.append(element('span', { class: failed(node.item.status) ? 'failed' : 'status', text: node.item.status }))
  }
  if (node.note) button.append(element('span', { class: 'note', text: node.note }))
  const row = element(
    'tr',
    { class: node.kind },
    name,
    element('td', { class: 'number', text: duration(node.start - tree.start) }),
    element('td', { class: 'number', text: duration(node.item.duration) }),
    bar(node, tree),
  )
  let open = null
  button.addEventListener('click', () => {
    if (open) open.remove()
    open = open ? null : element('tr', { class: 'facts' }, element('td', { colspan: '4' }, facts(node)))
    if (open) row.after(open)
    button.setAttribute('aria-expanded', String(open !== null))
  })
  return row
}

function axis(tree) {
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(part => {
    const tick = element('span', { class: 'tick', text: duration((tree.end - tree.start) * part) })
    tick.style.setProperty('left', `${part * 100}%`)
    return tick
  })
  return element('th', { scope: 'col', class: 'bar' }, element('span', { class: 'axis' }, ...ticks))
}

/** Shows the trace with this id in `place`. */
export async function showTrace(place, traceId, get) {
  const { trace_id: id, transactions } = await get(`/api/whole-traces/${encodeURIComponent(traceId)}`)
  const tree = traceTree(transactions)
  // The first row, not the earliest transaction: a callee whose clock is behind may seem earlier.
  const { name } = tree.rows[0].item
  document.title = `${name} – Headwater collector`
  const services = new Set(transactions.map(transaction => transaction.service ?? '–'))
  const plural = (count, word) => `${count} ${word}${count === 1 ? '' : 's'}`
  const head = element(
    'tr',
    {},
    element('th', { text: 'Span', scope: 'col' }),
    element('th', { text: 'Start', scope: 'col', class: 'number' }),
    element('th', { text: 'Duration', scope: 'col', class: 'number' }),
    axis(tree),
  )
  place.replaceChildren(
    element('p', { class: 'back' }, element('a', { href: '#', text: '← All transactions' })),
    element('h2', { text: name }),
    element(
      'p',
      {
        class: 'summary',
        text: [
          moment(tree.start),
          duration(tree.end - tree.start),
          plural(transactions.length, 'transaction'),
          plural(tree.rows.length, 'span'),
          plural(services.size, 'service'),
        ].join(' · '),
      },
      element('br'),
      element('code', { text: id }),
      ' ',
      element('a', { href: `/api/whole-traces/${id}`, text: 'JSON' }),
    ),
    element(
      'div',
      { class: 'scroll' },
      element(
        'table',
        { class: 'trace' },
        element('thead', {}, head),
        element('tbody', {}, ...tree.rows.slice(0, maxRows).map(node => rowOf(node, tree))),
      ),
    ),
  )
  if (tree.rows.length > maxRows) {
    place.append(element('p', { class: 'note', text: `${tree.rows.length - maxRows} more rows are only in the JSON.` }))
  }
}
