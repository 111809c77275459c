import { ABORTED, ANSWERED, FAILED, XHR } from '../commands.ts'
import { begin, end, plan, type Request } from '../requests.ts'
import { wrap } from '../wrap.ts'

interface State {
  _method: string
  _url: string
  /** The caller has set the header. */
  _isOwn?: boolean
  _request?: Request | undefined
  _stop?: () => void
}

const ends = ['load', 'error', 'timeout', 'abort']
const states = new WeakMap<XMLHttpRequest, State>()

function finish(state: State, status: number, outcome: number, isSent?: boolean): void {
  const request = state._request
  if (request) {
    state._request = undefined
    request._isSent = isSent!
    state._stop!()
    end(request, status, outcome)
  }
}

/** Traces `XMLHttpRequest`. */
export function hookXhr(): void {
  const prototype = XMLHttpRequest.prototype
  const nativeSet = prototype.setRequestHeader

  wrap(prototype, 'open', (native, args, xhr) => {
    // Read once: its text may differ the next time.
    if (args[1]) args[1] = `${args[1]}`
    const result = native(args)
    const before = states.get(xhr)
    // Opening again ends without an event what is on its way.
    if (before) finish(before, 0, ABORTED)
    states.set(xhr, { _method: `${args[0]}`, _url: args[1] })
    return result
  })

  wrap(prototype, 'setRequestHeader', (native, args, xhr) => {
    const result = native(args)
    const state = states.get(xhr)
    if (state && /^sentry-trace$/i.test(args[0])) state._isOwn = true
    return result
  })

  wrap(prototype, 'send', (native, args, xhr) => {
    const state = states.get(xhr)
    let isOurs: boolean | undefined
    try {
      isOurs = state && xhr.readyState === 1 && !state._request && prepare(xhr, state)
    } catch {
      // What can't be traced is sent as it is.
    }
    try {
      return native(args)
    } catch (error) {
      // A synchronous request fails by throwing.
      if (isOurs) finish(state!, 0, FAILED, true)
      throw error
    }
  })

  function prepare(xhr: XMLHttpRequest, state: State): boolean | undefined {
    const request = plan(state._url, XHR)
    if (!request) return
    if (state._isOwn) request._carries = false
    if (!begin(request, state._method)) return
    state._request = request
    const onEnd = ({ type }: Event) =>
      finish(state, xhr.status, type === 'load' ? ANSWERED : type === 'abort' ? ABORTED : FAILED, type === 'error')
    ends.forEach(type => xhr.addEventListener(type, onEnd))
    state._stop = () => ends.forEach(type => xhr.removeEventListener(type, onEnd))
    if (request._header) Reflect.apply(nativeSet, xhr, ['sentry-trace', request._header])
    return true
  }
}
