import { outside } from '../base/native.ts'
import { listenNoMore } from '../base/platform.ts'
import { attempt } from '../base/values.ts'
import { VERSION } from '../base/version.ts'
import { ask, warn } from '../base/warn.ts'
import { readOptions } from '../options/read-options.ts'
import { noteInput } from '../page/cause.ts'
import { config, configure, page } from '../page/current.ts'
import { whenRecorded } from '../page/open-transaction.ts'
import { closePage, followMoves, movePage, openPage } from '../page/page-view.ts'
import { connected, end, fail, recordWith, restart, since, stop } from '../record/command-buffer.ts'
import * as code from '../seam/commands.ts'
import type { Config, Options } from '../seam/options.ts'
import { numberOf, readTrace } from '../trace/trace.ts'
import { hookDocumentOpen } from '../watch/document-open.ts'
import { hookFetch } from '../watch/fetch.ts'
import { takeHeld } from '../watch/held-entries.ts'
import { watchHistory } from '../watch/history.ts'
import { whenIdle } from '../watch/idle.ts'
import { hasPredecessor, readIncoming, watchPageload } from '../watch/pageload.ts'
import { hookXhr } from '../watch/xhr.ts'
import { sendStashed } from './loader.ts'
import { startRecording } from './start-recording.ts'

let isStarted = false
const hooks = [hookFetch, hookXhr, hookDocumentOpen]

/**
 * Starts tracing this page, once, and anew after `close`: then without a page load. In a worker it only makes requests carry
 * `options.trace`, and may be called again with another.
 * Nothing happens on a server or in a service worker. `this`: what integrations are handed.
 * @param isTag Internal: the options are a tag's attributes.
 */
export function init(this: unknown, options?: Options, isTag?: boolean): void {
  const isPage = !!globalThis.document
  if (!isPage && !globalThis.XMLHttpRequest) return
  if (isStarted) return void (options && warn(`${VERSION} runs; options ignored`))
  isStarted = isPage
  outside(() => {
    try {
      begin(readOptions(options || {}, isTag), isPage, this)
    } catch (error) {
      fail(error)
    }
  })
}

function begin(config: Config, isPage: boolean, api: unknown): void {
  const { ignoreBots, integrations } = config
  const { userAgent, webdriver } = navigator
  // Not CUBOT, which makes phones and stands in their user agents.
  if (
    (ignoreBots !== false && /[^u]bot\b|crawl|spider|slurp|inspectiontool|externalhit/i.test(userAgent)) ||
    (ignoreBots === 'all' && (webdriver || /headless|lighthouse/i.test(userAgent)))
  )
    return stop()
  restart()
  recordWith(undefined)
  whenRecorded(startRecording)
  configure(config)
  // A hook fails where the platform lacks what it wraps; then none is needed.
  hooks.splice(0).forEach(attempt)
  let from = readTrace(config.trace)
  if (!isPage) {
    stop()
    openPage(code.OWNER, NaN, from)
    // Nothing is recorded in a worker, so the header that the page gave goes on as it is: the page's span is the
    // parent.
    if (from) page!._trace._header = config.trace!
    return
  }
  if (!since) from ||= readIncoming()
  watchPageload(
    () => {
      openPage(code.OWNER, NaN, from, false)
      from = { ...from, traceId: page!._trace.traceId }
    },
    start => {
      // Not while the page is prerendered: until it is activated, its `sessionStorage` is only a copy of the tab's.
      if (config.url && hasPredecessor()) whenIdle(() => sendStashed(config))
      openPage(since || config.startTransactionOnPageLoad === false ? code.OWNER : code.PAGELOAD, since || start, from)
      if (config.startTransactionOnLocationChange === false) return
      followMoves()
      watchHistory(noteInput, movePage)
      addEventListener('pageshow', ({ persisted, timeStamp }) => {
        if (persisted) openPage(code.NAVIGATION, timeStamp, undefined, undefined, '.bfcache')
      })
    },
  )
  integrations?.forEach(one => ask(one, 'setup', api))
}

/**
 * Sends what is finished; open transactions stay open. Resolves whether that was answered within `timeout` ms (default, also for what is no
 * time: 2000; `Infinity`: until it is done). False also when the last upload failed, or nothing may be sent now.
 */
export const flush = async (timeout?: number): Promise<boolean> =>
  !connected ||
  outside(
    () =>
      new Promise<boolean>(resolve => {
        // `setTimeout` takes a delay of more than 31 bits for 0.
        setTimeout(resolve, numberOf(timeout === Infinity ? 2e9 : timeout, 2e9) ?? 2000, false)
        connected!()
          .then(core => !!core && core.flush())
          .then(resolve)
      }),
  )

/**
 * Ends everything open, sends it, and traces nothing more until `init` is called again: nothing is observed, listened to or kept on
 * the device. Hooks stay in place and pass everything through. A core that is still on its way is not used: roots are sent alone.
 */
export function close(): void {
  if (config) {
    outside(end)
    outside(closePage)
    listenNoMore()
    takeHeld()
  }
  isStarted = false
}
