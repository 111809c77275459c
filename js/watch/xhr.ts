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
  /** A request on its way fails by an event, not by throwing. */
  _isAsync: boolean
  /** The object's events are listened to. */
  _isWatched: boolean | undefined
  /** Somebody else has set the header. */
  _isOwn?: boolean
  /** The header is ours, since this object was opened. */
  _isSet?: boolean
  _isSending?: boolean
  _request?: Request | undefined
}

/** Of each that was opened, since it was opened last. */
const states = new WeakMap<XMLHttpRequest, State>()

/** The outcome of a request by the event that ends it. `readystatechange` comes before `load`, whose handlers may go on to another page. */
const outcomes: Record<string, number> = { readystatechange: ANSWERED, load: ANSWERED, error: FAILED, timeout: TIMED_OUT, abort: ABORTED }

function finish(state: State, status: number, outcome: number, isSent?: boolean): void {
  const request = state._request
  state._request = undefined
  if (request) {
    request._isSent = isSent
    end(request, status, outcome)
  }
}

/** Listens to all of `outcomes`. An object that a handler before has opened again is about another request. */
function onEnd(this: XMLHttpRequest, { type }: Event): void {
  const state = states.get(this)
  if (!state?._request || this.readyState < 4) return
  const { status } = this
  // With it the first of them would end what failed, of which the next says how.
  if (status || type !== 'readystatechange') finish(state, status, outcomes[type]!, type === 'error')
}

/** Traces `XMLHttpRequest`. */
export function hookXhr(): void {
  const { prototype } = XMLHttpRequest
  const nativeSet = prototype.setRequestHeader
  // Not as the page's own subclass would: it would notice.
  const nativeListen = native(prototype, 'addEventListener')

  wrap(prototype, 'open', (pass, args, xhr) => {
    // That of another frame resolves addresses by its own document.
    if (!(xhr instanceof XMLHttpRequest)) return pass(args)
    // In the order in which the platform reads them, and before the address is resolved. The third is no text.
    for (let i = 0; i < args.length; i++) if (i !== 2) args[i] = readOnce(args[i])
    const before = states.get(xhr)
    const readyState = before?._request ? xhr.readyState : 0
    const status = readyState > 3 && xhr.status
    // Resolved now: the page's address may differ when it is sent. Told before, because a handler of `readystatechange` may set
    // headers, open it elsewhere or send it before this returns.
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
      // Opening again ends what is on its way without an event, also what was answered and opens it in its own handler.
      else if (before) finish(before, status || 0, status ? ANSWERED : readyState > 3 ? FAILED : ABORTED)
    }
  })

  wrap(prototype, 'setRequestHeader', (pass, args, xhr) => {
    const state = states.get(xhr)
    args[0] = readOnce(args[0])
    const isTrace = state && isName(args[0])
    // From within `send`, by another that traces: two values would be joined to one that nobody can read.
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
    // One whose first `send` has thrown has the header already.
    if (state._isOwn || state._isSet) request._carries = false
    if (!begin(request, state._method)) return
    state._request = request
    // Once for all requests it will make: there is nothing to remove, and nothing to grow.
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
