import { ABORTED, ANSWERED, FAILED, XHR } from '../commands.ts'
import { native } from '../native.ts'
import { begin, end, plan, type Request } from '../requests.ts'
import { attempt, isObject, urlOf } from '../values.ts'
import { wrap } from '../wrap.ts'

interface State {
  _method: string
  _url: URL | undefined
  /** The caller has set the header. */
  _isOwn: boolean
  _request?: Request | undefined
  _isWatched?: boolean
  /** The header is ours, and on its way. */
  _isSet?: boolean
}

const states = new WeakMap<XMLHttpRequest, State>()

/** What the events that end a request say of it. */
const outcomes: Record<string, number> = { load: ANSWERED, error: FAILED, timeout: FAILED, abort: ABORTED }

function finish(state: State, status: number, outcome: number, isSent?: boolean): void {
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

  wrap(prototype, 'open', (pass, args, xhr) => {
    // Objects are read once, as by the platform: their text may differ the next time.
    if (isObject(args[0])) args[0] = `${args[0]}`
    if (isObject(args[1])) args[1] = `${args[1]}`
    const state: Partial<State> = states.get(xhr) || {}
    const status = state._request && xhr.readyState > 3 && xhr.status
    const result = pass(args)
    // Opening again ends what is on its way without an event, also what was answered and opens it in its own handler.
    finish(state as State, status, status ? ANSWERED : ABORTED)
    // Resolved now: the page's address may differ when it is sent.
    states.set(xhr, Object.assign(state, { _method: `${args[0]}`, _url: urlOf(args[1]), _isOwn: false }))
    return result
  })

  wrap(prototype, 'setRequestHeader', (pass, args, xhr) => {
    const state = states.get(xhr)
    if (isObject(args[0])) args[0] = `${args[0]}`
    const isTrace = () => state && /^sentry-trace$/i.test(args[0])
    // From within `send`, by another that traces: two values would be joined to one that nobody can read.
    if (state?._isSet && isTrace()) return
    const result = pass(args)
    if (isTrace()) state!._isOwn = true
    return result
  })

  wrap(prototype, 'send', (pass, args, xhr) => {
    const state = states.get(xhr)
    // What can't be traced is sent as it is.
    const isOurs = attempt(() => state && xhr.readyState === 1 && !state._request && prepare(xhr, state))
    try {
      return pass(args)
    } catch (error) {
      // A synchronous request fails by throwing.
      if (isOurs) finish(state!, 0, FAILED, true)
      throw error
    } finally {
      if (state) state._isSet = false
    }
  })

  function prepare(xhr: XMLHttpRequest, state: State): boolean | undefined {
    const request = plan(state._url!, XHR)
    if (!request) return
    if (state._isOwn) request._carries = false
    if (!begin(request, state._method)) return
    state._request = request
    // Once for all requests it will make: there is nothing to remove, and nothing to grow.
    if (!state._isWatched) {
      state._isWatched = true
      for (const type in outcomes) {
        // Not as the page's own subclass would: it would notice. Opened again by a handler before, it is about another.
        native(prototype, 'addEventListener').call(xhr, type, () => xhr.readyState > 3 &&
          finish(state, xhr.status, outcomes[type]!, type === 'error'))
      }
    }
    if (request._header) {
      Reflect.apply(nativeSet, xhr, ['sentry-trace', request._header])
      state._isSet = true
    }
    return true
  }
}
