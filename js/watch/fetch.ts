import { addTrace, copyHeaders, hasTrace, isData, NAME, readOnce } from '../base/headers.ts'
import { follow } from '../base/promises.ts'
import { attempt, isObject, urlOf } from '../base/values.ts'
import { addressOf } from '../trace/address.ts'
import { wrap } from '../base/wrap.ts'
import { begin, end, plan, within, type Request as Traced } from '../page/requests.ts'
import { ABORTED, ANSWERED, FAILED, FETCH, STREAM, TIMED_OUT } from '../seam/commands.ts'

type Call = Traced & { _signal?: AbortSignal }
type Init = Record<string, any>

/** Content types of responses that a server keeps open on purpose: nothing waits for the end of their body. */
const STREAMS = /event-stream|ndjson|stream\+/

/**
 * Reads member `key` of a Request by the getter of `Request.prototype`, as the platform does: a subclass of the page's,
 * or a Request of another realm, can't answer something else. A polyfill has no such getters, its values are own
 * members. Throws when `request` is no Request.
 */
function read(request: any, key: string): any {
  if (key in Request.prototype) return Reflect.get(Request.prototype, key, request)
  if (!(request instanceof Request)) throw request
  return request[key as never]
}

/**
 * A copy of an init that is no plain data (it has getters, a class, or is a proxy): each member is read exactly once,
 * inherited ones too. The init may itself be a Request, which has all members that an init may have.
 */
function copyInit(init: Init): Init {
  const copy: Init = { ...init }
  for (const key in Request.prototype) {
    const value = key in copy ? undefined : init[key]
    if (value !== undefined) copy[key] = value
  }
  return copy
}

/** Traces `fetch`. */
export function hookFetch(): void {
  // A function of another realm (`window.fetch = parent.fetch`) resolves relative addresses by the document of that
  // realm: where such a request goes is not known here.
  const isForeign = !(globalThis.fetch instanceof Function)

  /**
   * Decides about one call of `fetch`, by its arguments and its `this`. If the request gets a header, `args` are
   * replaced by such that have it; otherwise they stay as they came, but for what can be read only once. No object of
   * the caller's is changed, and no code of the caller's (getters, iterators, `toString`) runs twice. Returns the
   * request, to be followed to its end; undefined when there is nothing to follow.
   */
  function prepare(args: any[], self: any): Call | undefined {
    const [input, init] = args
    // Passed on as they came: a call without arguments or with an init that is no object, which the platform rejects,
    // and a call on another window (`other.fetch`), whose document resolves the address.
    if (!args.length || (init != null && !isObject(init)) || (self && self !== globalThis && attempt(() => self.window === self))) return
    // The most frequent form: the address is a text, the init, if there is one, is plain data without headers. To read
    // these runs no code of the page's.
    if (typeof input === 'string' && !isForeign && (!init || (isData(init) && init.headers === undefined && !isObject(init.method)))) {
      const call: Call | undefined = plan(addressOf(input), FETCH)
      if (!call) return
      if (init?.mode === 'no-cors') call._carries = false
      const isTraced = begin(call, `${init?.method || 'GET'}`)
      if (call._header) args[1] = { ...init, headers: { [NAME]: call._header } }
      call._signal = init?.signal
      return isTraced ? call : undefined
    }
    let address = input
    let request: unknown
    if (isObject(input)) {
      try {
        address = read(input, 'url')
        request = input
      } catch {
        address = `${input}`
        // An object of the page's may have another text the next time: the platform gets the text that was read here.
        if (input.toString !== URL.prototype.toString) args[0] = address
      }
    }
    const call: Call | undefined = plan(addressOf(address), FETCH)
    if (!call) return
    const given: Init = init ? (isData(init) ? init : (args[1] = copyInit(init))) : {}
    const of = (key: string) => given[key] ?? (request && read(request, key))
    if (of('mode') === 'no-cors' || (isForeign && !urlOf(address, 'about:blank'))) call._carries = false
    // If the headers are those of the Request, and not of the init, ours is added to a copy of the Request. Not when
    // the Request is `no-cors`, since the headers of such a one refuse ours; nor when the init has a body: the platform
    // then leaves the body of the Request unread, which a copy would consume.
    const inRequest = request && given.headers === undefined && given.body == null && read(request, 'mode') !== 'no-cors'
    let copy
    if (call._carries && inRequest) {
      if (hasTrace(read(request, 'headers'))) call._carries = false
    } else if (call._carries) {
      const headers = given.headers === undefined && request ? Object.fromEntries(read(request, 'headers')) : given.headers
      if (headers !== undefined && !isObject(headers)) return
      try {
        copy = copyHeaders(headers || {})
      } catch (error) {
        // To read the caller's headers has thrown. The platform must fail with the same error; but a generator that has
        // thrown is at its end when it is read again, so it gets headers that throw this error.
        args[1] = {
          ...given,
          headers: (function* () {
            throw error
          })(),
        }
        return
      }
      if (copy._hasTrace) call._carries = false
    }
    const method = readOnce(of('method')) || 'GET'
    // Reading the call may have run code of the page's that changed `document.baseURI`: then the request goes to
    // another address than the one that was judged.
    if (addressOf(address)?._href !== call._address._href) call._carries = false
    // Throws when the body of the Request was used already. The call is then passed on as it came, and the platform
    // throws the same.
    const traced = call._carries && inRequest && new Request(request as Request)
    const isTraced = begin(call, `${method}`)
    if (traced) {
      addTrace(read(traced, 'headers'), call._header!)
      args[0] = traced
    } else if (call._header) {
      copy!._add(call._header)
      args[1] = { ...given, ...(given.method && { method }), headers: copy!._headers }
    } else if (copy && given.headers && !copy._isStill) args[1] = { ...given, headers: copy._headers }
    call._signal = of('signal')
    return isTraced ? call : undefined
  }

  wrap(globalThis, 'fetch', (pass, args, self) => {
    let call: Call | undefined
    let changed = [...args]
    try {
      call = prepare(changed, self)
    } catch {
      changed = args
    }
    if (!call) return pass(changed)
    const failed = (error: any) =>
      end(
        call,
        0,
        // `AbortSignal.timeout()` rejects with a DOMException of this name, axios aborts with an error of this code.
        error?.name === 'TimeoutError' || error?.code === 'ETIMEDOUT'
          ? TIMED_OUT
          : call._signal?.aborted || error?.name === 'AbortError'
            ? ABORTED
            : FAILED,
      )
    let promise: any
    try {
      promise = within(call, pass, changed)
    } catch (error) {
      // The platform's fetch rejects and never throws; a wrapper below this hook may throw.
      failed(error)
      throw error
    }
    // A wrapper below this hook may return anything, also no promise.
    const followed = follow(
      promise,
      response => {
        // A response that a script has made (a cache of the page's, for example) has no address, and no resource timing
        // entry ever comes for it: it is not waited for, as if it were a stream.
        const isUntimed = attempt(
          () => (response.type === 'default' && !response.url) || STREAMS.test(response.headers.get('content-type')),
        )
        end(call, response?.status, isUntimed ? STREAM : ANSWERED)
      },
      failed,
    )
    // What was returned is no promise: nobody can tell when the request ends, so it is not waited for.
    if (!followed) end(call, 0, STREAM)
    // Set in a microtask behind the rejection of a call that the platform refuses at once, for a wrong argument: such a
    // failure is not the network's (`_isSent` in page/requests.ts).
    queueMicrotask?.(() => (call._isSent = true))
    return followed || promise
  })
}
