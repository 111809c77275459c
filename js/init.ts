import { hookDocumentOpen } from './browser/document-open.ts'
import { takeHeld } from './browser/entries.ts'
import { hookFetch } from './browser/fetch.ts'
import { whenIdle } from './browser/idle.ts'
import { readIncoming, watchPageload } from './browser/pageload.ts'
import { hookXhr } from './browser/xhr.ts'
import * as code from './commands.ts'
import { connected, forgetCore } from './loader.ts'
import { outside } from './native.ts'
import { readOptions, type Config, type Options } from './options.ts'
import { closePage, config, configure, followMoves, openPage, page } from './page.ts'
import { listenNoMore } from './platform.ts'
import { end, fail, restart, since, stop } from './recorder.ts'
import { sendStashed } from './stash.ts'
import { numberOf, readTrace } from './trace.ts'
import { attempt } from './values.ts'
import { VERSION } from './version.ts'
import { warn } from './warn.ts'

let isStarted = false
const hooks = [hookFetch, hookXhr, hookDocumentOpen]

/**
 * Starts tracing this page, once, and anew after `close`: then without a page load. In a worker it only makes requests carry
 * `options.trace`, and may be called again with another.
 * Nothing happens on a server or in a service worker. `isTag`: the options are a tag's attributes.
 */
export function init(options?: Options, isTag?: boolean): void {
  const isPage = !!globalThis.document
  if (!isPage && !globalThis.XMLHttpRequest) return
  if (isStarted) return void (options && warn(`started again; these options are ignored, ${VERSION} runs`))
  isStarted = isPage
  outside(() => {
    try {
      begin(readOptions(options || {}, isTag), isPage)
    } catch (error) {
      fail(error)
    }
  })
}

function begin(config: Config, isPage: boolean): void {
  const { ignoreBots } = config
  const { userAgent, webdriver } = navigator
  // CUBOT makes phones.
  if (
    ignoreBots !== false && /[^u]bot\b|crawl|spider|slurp|inspectiontool|externalhit/i.test(userAgent) ||
    ignoreBots === 'all' && (webdriver || /headless|lighthouse/i.test(userAgent))
  ) return stop()
  restart()
  forgetCore()
  configure(config)
  // What isn't there needs no hook.
  hooks.splice(0).forEach(attempt)
  let from = readTrace(config.trace)
  if (!isPage) {
    stop()
    openPage(code.OWNER, NaN, from)
    // The page's own span is the parent: those of a worker are not recorded.
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
      // Of a prerendered page not before: until it is activated it has but a copy of the tab's storage.
      if (config.url) whenIdle(() => sendStashed(config.url))
      openPage(since || config.startTransactionOnPageLoad === false ? code.OWNER : code.PAGELOAD, since || start, from)
      if (config.startTransactionOnLocationChange === false) return
      followMoves()
      addEventListener('pageshow', ({ persisted, timeStamp }) => {
        if (persisted) openPage(code.NAVIGATION, timeStamp, undefined, undefined, '.bfcache')
      })
    },
  )
}

/**
 * Sends what is finished; open transactions stay open. Resolves true when all of it was accepted by the browser, false
 * when that took longer than `timeout` ms (default, also for what is no time: 2000) or can't be.
 */
export const flush = async (timeout?: number): Promise<boolean> =>
  !connected || outside(() => new Promise<boolean>(resolve => {
    // A timer takes what has more than 31 bits for 0.
    setTimeout(resolve, numberOf(timeout === Infinity ? 2e9 : timeout, 2e9) ?? 2000, false)
    connected!().then(core => !!core && core.flush()).then(resolve)
  }))

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
