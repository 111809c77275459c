import { readOnce } from '../base/headers.ts'
import { native } from '../base/native.ts'
import { attempt, urlOf } from '../base/values.ts'
import { wrap } from '../base/wrap.ts'
import { begin, end, plan, within, type Request } from '../page/requests.ts'
import { ABORTED, ANSWERED, FAILED, TIMED_OUT, XHR } from '../seam/commands.ts'

interface State {
  _method: string
  _url: URL | undefined
  /** A request on its way fails by an event, not by throwing. */
  _isAsync: boolean
  /** Somebody else has set the header. */
  _isOwn: boolean
  /** The header is ours, since this object was opened. */
  _isSet: boolean
  _isSending?: boolean
  _request?: Request | undefined
  _isWatched?: boolean
}

const states = new WeakMap<XMLHttpRequest, State>()

/** What the events that end a request say of it. The first comes before `load`, whose handlers may go on to another page. */
const outcomes: Record<string, number> = { readystatechange: ANSWERED, load: ANSWERED, error: FAILED, timeout: TIMED_OUT, abort: ABORTED }

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
    // That of another frame resolves addresses by its own document.
    if (!(xhr instanceof XMLHttpRequest)) return pass(args)
    // In the order in which the platform reads them, and before the address is resolved. The third is no text.
    for (const i in args) if (i !== '2') args[i as never] = readOnce(args[i as never]) as never
    const state = states.get(xhr) || ({} as State)
    const before = { ...state }
    const { readyState } = xhr
    const status = readyState > 3 && xhr.status
    // Resolved now: the page's address may differ when it is sent. Told before, because a handler of `readystatechange` may set
    // headers, open it elsewhere or send it before this returns.
    states.set(xhr, Object.assign(state, {
      _method: `${args[0]}`, _url: urlOf(args[1]), _isAsync: args.length < 3 || !!args[2], _isOwn: false, _isSet: false, _request: undefined,
    }))
    try {
      return pass(args)
    } catch (error) {
      Object.assign(state, before)
      before._request = undefined
      throw error
    } finally {
      // Opening again ends what is on its way without an event, also what was answered and opens it in its own handler.
      finish(before, status || 0, status ? ANSWERED : readyState > 3 ? FAILED : ABORTED)
    }
  })

  wrap(prototype, 'setRequestHeader', (pass, args, xhr) => {
    const state = states.get(xhr)
    args[0] = readOnce(args[0])
    const isTrace = () => state && /^sentry-trace$/i.test(args[0])
    // From within `send`, by another that traces: two values would be joined to one that nobody can read.
    if (state?._isSending && state._isSet && isTrace()) return
    const result = pass(args)
    if (isTrace()) state!._isOwn = true
    return result
  })

  wrap(prototype, 'send', (pass, args, xhr) => {
    const state = states.get(xhr)
    // What can't be traced is sent as it is.
    const request = attempt(() => state && xhr.readyState === 1 && !state._request && prepare(xhr, state)) || undefined
    try {
      if (state) state._isSending = true
      return request ? within(request, () => pass(args)) : pass(args)
    } catch (error) {
      if (request) finish(state!, 0, FAILED, !state!._isAsync)
      throw error
    } finally {
      if (state) state._isSending = false
    }
  })

  function prepare(xhr: XMLHttpRequest, state: State): Request | undefined {
    const request = plan(state._url!, XHR)
    if (!request) return
    // One whose first `send` has thrown has the header already.
    if (state._isOwn || state._isSet) request._carries = false
    if (!begin(request, state._method)) return
    state._request = request
    // Once for all requests it will make: there is nothing to remove, and nothing to grow.
    if (!state._isWatched) {
      state._isWatched = true
      for (const type in outcomes) {
        // Not as the page's own subclass would: it would notice. Opened again by a handler before, it is about another.
        native(prototype, 'addEventListener').call(xhr, type, () => xhr.readyState > 3 &&
          (type[0] !== 'r' || xhr.status) && finish(state, xhr.status, outcomes[type]!, type === 'error'))
      }
    }
    if (request._header) {
      Reflect.apply(nativeSet, xhr, ['sentry-trace', request._header])
      state._isSet = true
    }
    return request
  }
}
