// The list of transactions.

import { element } from './dom.js'
import { duration, failed, family, moment } from './format.js'

const columns = ['Started', 'Transaction', 'Operation', 'Duration', 'Status', 'Spans', 'Service', 'Trace']

function row(transaction) {
  const address = `#trace/${transaction.trace_id}`
  const status = transaction.status ?? '–'
  return element(
    'tr',
    {
      onclick: event => {
        if (!event.target.closest('a')) location.hash = address
      },
    },
    element('td', { class: 'time', text: moment(transaction.start), title: new Date(transaction.start * 1000).toISOString() }),
    element('td', { class: 'name' }, element('a', { href: address, text: transaction.name, title: transaction.name })),
    element('td', {}, element('span', { class: `op ${family(transaction.op)}`, text: transaction.op ?? '–' })),
    element('td', { class: 'number', text: duration(transaction.duration) }),
    element('td', { class: failed(transaction.status) ? 'failed' : 'status', text: status }),
    element('td', { class: 'number', text: String(transaction.span_count) }),
    element('td', { class: 'service', text: transaction.service ?? '–', title: transaction.sdk }),
    element('td', {}, element('code', { text: transaction.trace_id.slice(0, 8), title: transaction.trace_id })),
  )
}

/** What is not in the list: what senders say they did not send, and what has made room. Nothing if all is there. */
function losses({ discarded, removed }) {
  const dropped = discarded.map(({ quantity, category, reason }) => `${quantity} ${category} (${reason})`).join(', ')
  const texts = [
    dropped && `Dropped before sending: ${dropped}`,
    removed && `The collector's file is full (--max-db): the oldest envelopes make room for new ones, ${removed} so far.`,
  ]
  return texts.filter(Boolean).map(text => element('p', { class: 'note', text }))
}

/** Shows the newest transactions in `place`, those with `query` in their name if it is not empty. */
export async function showList(place, query, get) {
  const body = element('tbody')
  const more = element('button', { type: 'button', text: 'Older ones', hidden: true })

  async function load(cursor) {
    const params = new URLSearchParams({ limit: '100' })
    if (query) params.set('query', query)
    if (cursor) params.set('before', cursor)
    const { transactions, next } = await get(`/api/transactions?${params}`)
    body.append(...transactions.map(row))
    more.hidden = !next
    more.onclick = () => load(next)
    return transactions.length
  }

  const [found, missing] = await Promise.all([load(null), get('/api/discarded')])
  document.title = 'Headwater collector'
  if (found === 0) {
    place.replaceChildren(
      element('p', {
        class: 'empty',
        text: query
          ? `No transaction has “${query}” in its name.`
          : `Nothing received yet. Send envelopes with the DSN ${location.protocol}//<any key>@${location.host}/1`,
      }),
    )
    return
  }
  const head = element('tr', {}, ...columns.map(text => element('th', { text, scope: 'col' })))
  place.replaceChildren(
    element('div', { class: 'scroll' }, element('table', { class: 'list' }, element('thead', {}, head), body)),
    more,
    ...losses(missing),
  )
}
