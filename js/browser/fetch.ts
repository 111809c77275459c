import { ABORTED, ANSWERED, FAILED, FETCH, STREAM } from '../commands.ts'
import { native } from '../native.ts'
import { begin, end, plan, type Request as Traced } from '../requests.ts'
import { attempt, isObject, urlOf } from '../values.ts'
import { wrap } from '../wrap.ts'

type Arguments = any[]
type Call = Traced & { _signal?: AbortSignal }

/** Reads a Request as the platform does: by its internals, also of another realm or a subclass. Throws for others. */
const read = (request: unknown, key: string): any => Reflect.get(Request.prototype, key, request as object)

/**
 * Rewrites the arguments of a call that gets a header. Every member of the caller's objects is read once, as the
 * platform would, and nothing of theirs is changed.
 */
function prepare(args: Arguments): Call | undefined {
  const [input, init] = args
  // Whatever is no dictionary makes the platform refuse the call.
  if (!args.length || (init != null && !isObject(init))) return
  let address = input
  let request: unknown
  if (isObject(input)) {
    try {
      address = read(input, 'url')
      request = input
    } catch {
      args[0] = address = `${input}`
    }
  }
  const call: Call | undefined = plan(address, FETCH)
  if (!call) return
  const copy: Record<string, any> = { ...init }
  // An init with none of the members that the platform knows is as good as none. Request has all but one of them.
  let isPlain = !copy.priority
  for (const key in Request.prototype) {
    // What is inherited, or not enumerable: an init may be a Request, whose members are those of an init.
    if (!(key in copy)) copy[key] = init?.[key]
    if (copy[key] !== undefined) isPlain = false
  }
  args[1] = copy
  const of = (key: string) => copy[key] ?? (request && read(request, key))
  let headers = copy.headers === undefined && request ? read(request, 'headers') : copy.headers
  if (headers !== undefined && !isObject(headers)) return
  // Read once, as it may be an iterator; a list can also say what a record can.
  headers = [...(headers?.[Symbol.iterator] ? headers : Object.entries(headers || {}))]
  if (copy.headers) copy.headers = headers
  if (of('mode') === 'no-cors' || headers.some((pair?: string[]) => /^sentry-trace$/i.test(pair?.[0]!))) call._carries = false
  // What was read may have changed the page's base: then it goes elsewhere than was looked at.
  if (urlOf(address)!.href !== call._url.href || !begin(call, `${of('method') || 'GET'}`)) return
  if (call._header) {
    // Any init makes the platform forget these two of a Request.
    if (request && isPlain) {
      copy.referrer = read(request, 'referrer')
      copy.referrerPolicy = read(request, 'referrerPolicy')
    }
    copy.headers = [...headers, ['sentry-trace', call._header]]
  }
  call._signal = of('signal')
  return call
}

/** Traces `fetch`. */
export function hookFetch(): void {
  wrap(globalThis, 'fetch', (pass, args) => {
    let call: Call | undefined
    let changed = [...args]
    try {
      call = prepare(changed)
    } catch {
      changed = args
    }
    const promise = pass(changed)
    if (!call || !promise?.then) return promise
    // What the caller gets must be what we listen to: a second branch would hide that nobody handles its rejection.
    const result = native(promise, 'then').call(promise,
      (response: Response) => {
        // Another's fetch may answer with anything.
        const isStream = attempt(() => /event-stream|ndjson|stream\+/.test(response.headers.get('content-type')!))
        end(call!, response.status, isStream ? STREAM : ANSWERED)
        return response
      },
      (error: any) => {
        end(call!, 0, call!._signal?.aborted || error?.name === 'AbortError' ? ABORTED : FAILED)
        throw error
      },
    )
    // Comes after the rejection of a call that the platform refused at once.
    native(globalThis, 'queueMicrotask')?.(() => (call!._isSent = true))
    return result
  })
}
