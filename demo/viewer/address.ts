// Every state of the page is in its address.

export interface ListAddress {
  page: 'list'
  query: string
  columns: string[]
  sort: string
  /** As the API takes it: "-24h", or ms since 1970. Empty: all. */
  from: string
  to: string
  /** The aggregate that the graph shows beside the count. */
  graph: string
  compare: string
  extrapolate: boolean
}

/** How the tree is folded: as it is by default to so many levels, and which spans are the other way round. */
export interface Folding {
  /** 0: all levels with groups of alike spans closed, Infinity: those open, too. */
  levels: number
  /** Ids of spans, of a group that of its first with `*` before it. */
  others: string[]
}

export interface TraceAddress {
  page: 'trace' | 'transaction' | 'file'
  /** The trace's, the transaction's event id, or the name of the file. */
  id: string
  /** ms after the start of the trace. */
  window: [from: number, to: number] | null
  /** The span whose details are open. */
  span: string
  folding: Folding
  find: string
  colour: '' | 'op' | 'service'
  path: boolean
  shifted: boolean
  /** Whether child transactions are shown inside. */
  children: boolean
}

export type Address = ListAddress | TraceAddress | { page: 'unknown'; path: string }

export const defaultColumns = ['transaction', 'op', 'count()', 'p50(duration)', 'p95(duration)', 'failure_rate()', 'last_seen()']
export const singleColumns = ['start', 'transaction', 'op', 'service', 'status', 'duration', 'spans']
export const defaultGraph = 'p95(duration)'

export const listAddress = (members: Partial<ListAddress> = {}): ListAddress => ({
  page: 'list',
  query: '',
  columns: defaultColumns,
  sort: '',
  from: '',
  to: '',
  graph: defaultGraph,
  compare: '',
  extrapolate: false,
  ...members,
})

export const traceAddress = (page: TraceAddress['page'], id: string, members: Partial<TraceAddress> = {}): TraceAddress => ({
  page,
  id,
  window: null,
  span: '',
  folding: { levels: 0, others: [] },
  find: '',
  colour: '',
  path: false,
  shifted: false,
  children: true,
  ...members,
})

/** Of a location. What cannot be understood of it is left out. */
export function parseAddress({ pathname, search }: { pathname: string; search: string }): Address {
  const params = new URLSearchParams(search)
  const get = (name: string): string => params.get(name) ?? ''
  const [, page, id = '', more] = pathname.split('/')
  const open = (kind: TraceAddress['page'], of: string): TraceAddress =>
    traceAddress(kind, of, {
      window: parseWindow(get('window')),
      span: get('span'),
      folding: {
        levels: get('levels') === 'all' ? Infinity : Number.parseInt(get('levels'), 10) || 0,
        others: get('fold').split(',').filter(Boolean),
      },
      find: get('find'),
      path: get('path') === '1',
      shifted: get('shifted') === '1',
      colour: get('colour') === 'op' ? 'op' : get('colour') === 'service' ? 'service' : '',
      children: get('children') !== '0',
    })
  if (pathname === '/' && params.has('file')) return open('file', get('file'))
  if (pathname === '/') {
    return listAddress({
      query: get('query'),
      columns: params.has('columns') ? splitColumns(get('columns')) : defaultColumns,
      sort: get('sort'),
      from: get('from'),
      to: get('to'),
      graph: params.has('graph') ? get('graph') : defaultGraph,
      compare: get('compare'),
      extrapolate: get('extrapolate') === '1',
    })
  }
  if ((page === 'trace' || page === 'transaction') && id && !more) return open(page, decodeURIComponent(id))
  return { page: 'unknown', path: pathname }
}

/** The path and query of an address, without what is as it is by default. */
export function formatAddress(address: Address): string {
  if (address.page === 'unknown') return address.path
  const params = new URLSearchParams()
  const set = (name: string, value: string, without = ''): void => {
    if (value !== without) params.set(name, value)
  }
  let path = '/'
  if (address.page === 'list') {
    set('query', address.query)
    set('columns', address.columns.join(','), defaultColumns.join(','))
    set('sort', address.sort)
    set('from', address.from)
    set('to', address.to)
    set('graph', address.graph, defaultGraph)
    set('compare', address.compare)
    set('extrapolate', address.extrapolate ? '1' : '')
  } else {
    if (address.page === 'file') params.set('file', address.id)
    else path = `/${address.page}/${encodeURIComponent(address.id)}`
    set('window', address.window ? address.window.map(short).join('-') : '')
    set('span', address.span)
    const { levels, others } = address.folding
    set('levels', levels === Infinity ? 'all' : levels ? String(levels) : '')
    set('fold', others.join(','))
    set('find', address.find)
    set('colour', address.colour)
    set('path', address.path ? '1' : '')
    set('shifted', address.shifted ? '1' : '')
    set('children', address.children ? '' : '0')
  }
  // Readable, as far as an address may be.
  const query = params
    .toString()
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%28', '(')
    .replaceAll('%29', ')')
    .replaceAll('%2F', '/')
  return query ? `${path}?${query}` : path
}

/** Commas within the brackets of a column are its own. */
export function splitColumns(text: string): string[] {
  return (text.match(/[^,(]+(?:\([^)]*\))?/g) ?? []).map(column => column.trim()).filter(Boolean)
}

const short = (time: number): string => String(Math.round(time * 1000) / 1000)

function parseWindow(text: string): [number, number] | null {
  const found = /^(-?[\d.]+)-([\d.]+)$/.exec(text)
  if (!found) return null
  const [from, to] = [Number(found[1]), Number(found[2])]
  return Number.isFinite(from) && Number.isFinite(to) && from < to ? [from, to] : null
}
