import { browserTracingIntegration, flush, init, startInactiveSpan } from 'sentry-11'

export function start({ dsn, quiet }) {
  const times = quiet && { idleTimeout: quiet, finalTimeout: quiet }
  init({ dsn, tracesSampleRate: 1, traceLifecycle: 'static', integrations: [browserTracingIntegration({ ...times })] })
}

export const bench = {
  root: name => startInactiveSpan({ name, op: 'work', forceTransaction: true }),
  open(root, name) {
    const span = startInactiveSpan({ name, op: 'child', parentSpan: root })
    span.setAttribute('a', 'some value')
    span.setAttribute('b', 'another')
    return span
  },
  end: span => span.end(),
  finish: root => root.end(),
  flush: () => flush(),
}
