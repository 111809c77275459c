import { apm, init } from '@elastic/apm-rum'

export function start({ origin }) {
  // As many events a minute as the rows make: 80 else.
  init({ serviceName: 'bench', serverUrl: origin, eventsLimit: 10_000 })
}

export const bench = {
  root: name => apm.startTransaction(name, 'work'),
  open(root, name) {
    const span = root.startSpan(name, 'child')
    span.addLabels({ a: 'some value' })
    span.addLabels({ b: 'another' })
    return span
  },
  // It drops spans that are shorter than 1 ms or end after their root.
  end: span => span.end(performance.now() + 1.01),
  finish: root => root.end(performance.now() + 2),
  // By itself, 0.5 s later.
  flush() {},
}
