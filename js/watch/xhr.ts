import { isName, NAME, readOnce } from '../base/headers.ts'
import { native } from '../base/native.ts'
import { attempt } from '../base/values.ts'
import { wrap } from '../base/wrap.ts'
import { begin, end, plan, within, type Request } from '../page/requests.ts'
import { ABORTED, ANSWERED, FAILED, TIMED_OUT, XHR } from '../seam/commands.ts'
import { addressOf, type Address } from '../trace/address.ts'

interface State {
  _method: string
  _address: Address | undefined
  /**
   * Opened to be asynchronous: once it is sent, it fails by an event. A synchronous one fails by an error that `send`
   * throws.
   */
  _isAsync: boolean
  /** `onEnd` listens to the object, for all its requests. */
  _isWatched: boolean | undefined
  /** The page, or another tracer, has set the header `sentry-trace`. */
  _isOwn?: boolean
  /** This hook has set the header, since the object was last opened. */
  _isSet?: boolean
  _isSending?: boolean
  _request?: Request | undefined
}

/** The state of each object that was opened; a new one from each `open`. */
const states = new WeakMap<XMLHttpRequest, State>()

/**
 * The outcome of a request, by the type of the event that ends it. `readystatechange` is among them because it comes
 * before `load`, and a handler of `load` may already begin the next page view.
 */
const outcomes: Record<string, number> = { readystatechange: ANSWERED, load: ANSWERED, error: FAILED, timeout: TIMED_OUT, abort: ABORTED }

function finish(state: State, status: number, outcome: number, isSent?: boolean): void {
  const request = state._request
  state._request = undefined
  if (request) {
    request._isSent = isSent
    end(request, status, outcome)
  }
}

/**
 * Listens to all events in `outcomes`. If a listener before this one has opened the object again, the event is about a
 * request that is over: then nothing is done.
 */
function onEnd(this: XMLHttpRequest, { type }: Event): void {
  const state = states.get(this)
  if (!state?._request || this.readyState < 4) return
  const { status } = this
  // A `readystatechange` without a status means that the request has failed; how, the event that follows says (`error`,
  // `timeout` or `abort`), which is waited for.
  if (status || type !== 'readystatechange') finish(state, status, outcomes[type]!, type === 'error')
}

/** Traces `XMLHttpRequest`. */
export function hookXhr(): void {
  const { prototype } = XMLHttpRequest
  const nativeSet = prototype.setRequestHeader
  // The platform's own method: a subclass of the page's may have another one, which would notice that it is called.
  const nativeListen = native(prototype, 'addEventListener')

  wrap(prototype, 'open', (pass, args, xhr) => {
    // An object of another frame resolves addresses by that frame's document: its requests are passed through.
    if (!(xhr instanceof XMLHttpRequest)) return pass(args)
    // Objects among the arguments are turned into text here, once, in the order in which the platform does it, and
    // before the address is resolved. The third argument, `async`, is a flag and stays.
    for (let i = 0; i < args.length; i++) if (i !== 2) args[i] = readOnce(args[i])
    const before = states.get(xhr)
    const readyState = before?._request ? xhr.readyState : 0
    const status = readyState > 3 && xhr.status
    // The address is resolved now, as the platform does: the page's own address may be another when `send` is called.
    // The state is set before `open` is passed on, because that fires `readystatechange`, whose handlers may set
    // headers, open the object again or send it before it returns.
    states.set(xhr, {
      _method: `${args[0]}`,
      _address: addressOf(args[1]),
      _isAsync: args.length < 3 || !!args[2],
      _isWatched: before?._isWatched,
    })
    let isOpen
    try {
      const result = pass(args)
      isOpen = true
      return result
    } finally {
      if (!isOpen) before ? states.set(xhr, before) : states.delete(xhr)
      // To open an object again ends the request that was under way, without an event; also one that was answered, when
      // a handler of the answer opens the object again. So the outcome is noted here.
      else if (before) finish(before, status || 0, status ? ANSWERED : readyState > 3 ? FAILED : ABORTED)
    }
  })

  wrap(prototype, 'setRequestHeader', (pass, args, xhr) => {
    const state = states.get(xhr)
    args[0] = readOnce(args[0])
    const isTrace = state && isName(args[0])
    // Called by another tracer that wraps `send`, after this hook has set the header: two values would be joined into
    // one that nobody can read, so the second is left out.
    if (isTrace && state._isSending && state._isSet) return
    const result = pass(args)
    if (isTrace) state._isOwn = true
    return result
  })

  wrap(prototype, 'send', (pass, args, xhr) => {
    const state = states.get(xhr)
    // A request is sent as it is when tracing it fails.
    const request = state && attempt(() => prepare(xhr, state))
    try {
      if (state) state._isSending = true
      return request ? within(request, pass, args) : pass(args)
    } catch (error) {
      if (request) finish(state!, 0, FAILED, !state!._isAsync)
      throw error
    } finally {
      if (state) state._isSending = false
    }
  })

  function prepare(xhr: XMLHttpRequest, state: State): Request | undefined {
    if (xhr.readyState !== 1 || state._request) return
    const request = plan(state._address, XHR)
    if (!request) return
    // If an earlier `send` has thrown, the object is still open and has the header of that attempt.
    if (state._isOwn || state._isSet) request._carries = false
    if (!begin(request, state._method)) return
    state._request = request
    // The listeners are added once for each object and serve all its requests: they are never removed, and do not
    // become more.
    if (!state._isWatched) {
      state._isWatched = true
      for (const type in outcomes) nativeListen.call(xhr, type, onEnd)
    }
    if (request._header) {
      Reflect.apply(nativeSet, xhr, [NAME, request._header])
      state._isSet = true
    }
    return request
  }
}
