import { current } from './context.ts'
import { config } from './current.ts'
import type { NodeConfig } from './options.ts'
import { currentHeaders, headersOf, isTarget, withoutOwn, type Headers } from './propagation.ts'
import { startWatched, type ServiceSpan } from './span.ts'

/** A request that goes out: its span, if there is one, and its headers. */
export interface Outgoing {
  /** Those to be added, or changed, where the caller has these already. */
  headersBeside(ownValue: (name: string) => string | undefined): Headers
  answered(status: number): void
  /** It got no answer, or broke off. Only the first is told. `isAborted`: because the caller wanted it so. */
  failed(isAborted: boolean): void
  /** Nothing more comes. */
  end(): void
}

/** For whose configuration requests are watched, and whether they become spans. Without that they only carry the trace. */
let watched: { config: NodeConfig; isTraced: boolean } | undefined

/** Watches requests from now on, as long as the configuration is in force. */
export const watchOutgoing = (isTraced: boolean): void => void (watched = config && { config, isTraced })

/** Starts a request below the active span, or in the trace of `continueTrace`; undefined where there is nothing to be done. */
export function startOutgoing(url: URL | undefined, method: string, origin: string): Outgoing | undefined {
  if (!watched || watched.config !== config) return
  const { span: parent, trace } = current()
  if (!(parent || trace) || !url || !/^https?:$/.test(url.protocol)) return
  const carries = isTarget(url)
  // Without query and credentials.
  const shown = url.origin + url.pathname
  const span = parent && watched.isTraced ? startWatched(parent, 'http.client', `${method} ${shown}`, origin) : parent
  const own: ServiceSpan | undefined = span === parent ? undefined : span
  if (!own && !carries) return
  own?.setData('http.request.method', method).setData('url', shown).setData('server.address', url.host)
  return {
    headersBeside: ownValue => (carries ? withoutOwn(own ? headersOf(own) : currentHeaders(), ownValue) : []),
    answered: status => void own?.setHttpStatus(status),
    failed(isAborted) {
      if (own?.isRecording()) own.setStatus(isAborted ? 'cancelled' : 'internal_error')
    },
    end: () => own?.finish(),
  }
}
