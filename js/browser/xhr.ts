import { ABORTED, ANSWERED, FAILED, XHR } from '../commands.ts'
import { begin, end, plan, type Request } from '../requests.ts'
import { wrap } from '../wrap.ts'

interface State {
  _method: string
  _url: string
  /** The caller has set the header. */
  _isOwn: boolean
  _request?: Request | undefined
  _isWatched?: boolean
}

const states = new WeakMap<XMLHttpRequest, State>()

function finish(state: State, status: number, outcome: number, isSent: boolean): void {
  const request = state._request
  state._request = undefined
  if (request) {
    request._isSent = isSent
    end(request, status, outcome)
  }
}

/** Traces `XMLHttpRequest`. */
export function hookXhr(): void {
  const { prototype } = XMLHttpRequest
  const nativeSet = prototype.setRequestHeader

  wrap(prototype, 'open', (native, args, xhr) => {
    // Read once: its text may differ the next time.
    if (args[1]) args[1] = `${args[1]}`
    const result = native(args)
    const state: Partial<State> = states.get(xhr) || {}
    // Opening again ends without an event what is on its way.
    finish(state as State, 0, ABORTED, false)
    states.set(xhr, Object.assign(state, { _method: `${args[0]}`, _url: args[1], _isOwn: false }))
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
    // Once for all requests it will make: there is nothing to remove, and nothing to grow.
    if (!state._isWatched) {
      state._isWatched = true
      for (const type of ['load', 'error', 'timeout', 'abort']) {
        xhr.addEventListener(type, () =>
          finish(state, xhr.status, type === 'load' ? ANSWERED : type === 'abort' ? ABORTED : FAILED, type === 'error'))
      }
    }
    if (request._header) Reflect.apply(nativeSet, xhr, ['sentry-trace', request._header])
    return true
  }
}
