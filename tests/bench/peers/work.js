// What the page does, of whatever subject: `bench` opens roots and spans. Names are `work <run>` and `step <run>.<index>`.
let runs = 0
let open = []

globalThis.work = {
  /** A root with so many spans of two tags, each ended before the next. µs a span: of the first hundred and of all. */
  spans(count) {
    const run = ++runs
    const begin = performance.now()
    let hundred = begin
    const root = bench.root(`work ${run}`)
    for (let index = 0; index < count; index++) {
      if (index === 100) hundred = performance.now()
      bench.end(bench.open(root, `step ${run}.${index}`))
    }
    const end = performance.now()
    bench.finish(root)
    bench.flush()
    return { first: (hundred - begin) * 10, all: ((end - begin) * 1000) / count }
  },

  /** The same, but they stay open until `close`. */
  open(count) {
    const run = ++runs
    const root = bench.root(`work ${run}`)
    for (let index = 0; index < count; index++) open.push(bench.open(root, `step ${run}.${index}`))
    open.push(root)
  },

  close() {
    const root = open.pop()
    for (const span of open) bench.end(span)
    open = []
    bench.finish(root)
    return bench.flush()
  },

  /** Small roots of spans that are open at once, each root sent before the next where there is a call for that. */
  async few(roots, count) {
    for (let root = 0; root < roots; root++) {
      work.open(count)
      await work.close()
    }
  },

  /** Requests one after another, by `fetch` or `xhr`. */
  async requests(kind, count) {
    const once =
      kind === 'fetch'
        ? async url => void (await (await fetch(url)).text())
        : url =>
            new Promise(resolve => {
              const xhr = new XMLHttpRequest()
              xhr.open('GET', url)
              xhr.onloadend = resolve
              xhr.send()
            })
    for (let index = 0; index < count; index++) await once(`/answer/${kind}-${index}`)
  },

  /** µs a call of which the platform's part is nothing, by rounds of 20 with a task between them. */
  async calls(kind, rounds) {
    const once =
      kind === 'fetch'
        ? () => void fetch('/answer')
        : () => {
            const xhr = new XMLHttpRequest()
            xhr.open('GET', '/answer')
            xhr.send()
          }
    const times = []
    for (let round = 0; round < rounds; round++) {
      const begin = performance.now()
      for (let call = 0; call < 20; call++) once()
      times.push((performance.now() - begin) * 50)
      await new Promise(resolve => setTimeout(resolve))
    }
    return times
  },
}
