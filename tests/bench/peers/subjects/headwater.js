// Its script tag has started it.
export const start = () => {}

export const bench = {
  root: name => Headwater.startTransaction({ name, op: 'work' }),
  open(root, description) {
    const span = root.startChild({ op: 'child', description })
    span.setTag('a', 'some value')
    span.setTag('b', 'another')
    return span
  },
  end: span => span.finish(),
  finish: root => root.finish(),
  flush: () => Headwater.flush(),
}
