import { addTrace, copyHeaders, hasTrace, isData, NAME, readOnce } from '../base/headers.ts'
import { follow } from '../base/promises.ts'
import { attempt, isObject, urlOf } from '../base/values.ts'
import { addressOf } from '../trace/address.ts'
import { wrap } from '../base/wrap.ts'
import { begin, end, plan, within, type Request as Traced } from '../page/requests.ts'
import { ABORTED, ANSWERED, FAILED, FETCH, STREAM, TIMED_OUT } from '../seam/commands.ts'

type Call = Traced & { _signal?: AbortSignal }
type Init = Record<string, any>

/** Types of bodies that have no end of their own. */
const STREAMS = /event-stream|ndjson|stream\+/

/**
 * Reads a Request as the platform does: by its internals, also of another realm or a subclass. A polyfill's has members of its own.
 * Throws for what is none.
 */
function read(request: any, key: string): any {
  if (key in Request.prototype) return Reflect.get(Request.prototype, key, request)
  if (!(request instanceof Request)) throw request
  return request[key as never]
}

/** A copy of an init that runs code when it is read, or inherits: each member is read once. It may be a Request, whose members are those of an init. */
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
  // Addresses are resolved by whose function it is (`window.fetch = parent.fetch`): of a relative one nobody here knows where it goes.
  const isForeign = !(globalThis.fetch instanceof Function)

  /**
   * Looks at a call, and rewrites its arguments if it gets a header: what needs none goes down as it came. Nothing of the caller's is changed,
   * and nothing that runs code is read twice.
   */
  function prepare(args: any[], self: any): Call | undefined {
    const [input, init] = args
    // Whatever is no dictionary makes the platform refuse the call. Another window resolves addresses by its own document.
    if (!args.length || (init != null && !isObject(init)) || (self && self !== globalThis && attempt(() => self.window === self))) return
    // The most frequent form, in which no code of the page's is run and nothing can be in the way.
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
        // Another's text may differ the next time.
        if (input.toString !== URL.prototype.toString) args[0] = address
      }
    }
    const call: Call | undefined = plan(addressOf(address), FETCH)
    if (!call) return
    const given: Init = init ? (isData(init) ? init : (args[1] = copyInit(init))) : {}
    const of = (key: string) => given[key] ?? (request && read(request, key))
    if (of('mode') === 'no-cors' || (isForeign && !urlOf(address, 'about:blank'))) call._carries = false
    // Headers of a Request stay in it, unless it can't take ours, or its body is not the one to be used: then the platform leaves it alone.
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
        // The platform must fail as it would have: a generator that has thrown has nothing more to say.
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
    // Code of the page's that ran while the call was read may have changed the document's base: then the request goes elsewhere.
    if (addressOf(address)?._href !== call._address._href) call._carries = false
    // Throws for one that was used, as the platform will.
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
        // A DOMException of the platform's, and what axios aborts with.
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
      // The platform rejects; whoever wrapped it may throw.
      failed(error)
      throw error
    }
    // Another's fetch may answer with anything.
    const followed = follow(
      promise,
      response => {
        // A response that some script has made, such as a cache, has no address, and never gets a resource timing.
        const isUntimed = attempt(
          () => (response.type === 'default' && !response.url) || STREAMS.test(response.headers.get('content-type')),
        )
        end(call, response?.status, isUntimed ? STREAM : ANSWERED)
      },
      failed,
    )
    // Of what is no promise nobody can tell when it ends.
    if (!followed) end(call, 0, STREAM)
    // Comes after the rejection of a call that the platform refused at once.
    queueMicrotask?.(() => (call._isSent = true))
    return followed || promise
  })
}
