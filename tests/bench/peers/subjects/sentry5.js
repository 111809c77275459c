import { getCurrentHub, init } from '@sentry/browser'
import { Integrations } from '@sentry/apm'

export function start({ dsn, quiet, large }) {
  const times = quiet && { idleTimeout: quiet }
  const _experiments = large && { maxSpans: 10_001 }
  init({ dsn, tracesSampleRate: 1, integrations: [new Integrations.Tracing({ ...times })], _experiments })
}

export const bench = {
  root: name => getCurrentHub().startTransaction({ name, op: 'work' }),
  open(root, description) {
    const span = root.startChild({ op: 'child', description })
    span.setTag('a', 'some value')
    span.setTag('b', 'another')
    return span
  },
  end: span => span.finish(),
  // It sends at once.
  finish: root => root.finish(),
  flush() {},
}
