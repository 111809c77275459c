import { hookFetch } from './browser/fetch.ts'
import { watchHistory } from './browser/history.ts'
import { whenIdle } from './browser/idle.ts'
import { readIncoming, watchPageload } from './browser/pageload.ts'
import { hookXhr } from './browser/xhr.ts'
import * as code from './commands.ts'
import { connected } from './loader.ts'
import { readOptions, type Options } from './options.ts'
import { closePage, configure, movePage, openPage, page } from './page.ts'
import { hide, stop } from './recorder.ts'
import { sendStashed } from './stash.ts'
import { warn } from './warn.ts'

let isStarted = false

/** Starts tracing this page, once. Nothing happens on a server. `isTag`: the options are a tag's attributes. */
export function init(options: Options = {}, isTag?: boolean): void {
  if (typeof document === 'undefined') return
  if (isStarted) return warn('started again; ignored')
  isStarted = true
  const config = readOptions(options, isTag)
  const { ignoreBots } = config
  // CUBOT makes phones.
  if (
    ignoreBots !== false && /[^u]bot\b|crawl|spider|slurp|inspectiontool|externalhit/i.test(navigator.userAgent) ||
    ignoreBots === 'all' && (navigator.webdriver || /headless|lighthouse/i.test(navigator.userAgent))
  ) return
  configure(config)
  hookFetch()
  hookXhr()
  if (config.url) whenIdle(() => sendStashed(config.url))
  let from = readIncoming()
  watchPageload(
    () => {
      openPage(code.OWNER, NaN, from, false)
      from = { ...from, traceId: page!._trace.traceId }
    },
    start => {
      openPage(config.startTransactionOnPageLoad === false ? code.OWNER : code.PAGELOAD, start, from)
      if (config.startTransactionOnLocationChange === false) return
      watchHistory(movePage)
      addEventListener('pageshow', ({ persisted, timeStamp }) => {
        // After close there is no page to come back to.
        if (persisted && page) openPage(code.NAVIGATION, timeStamp, undefined, undefined, '.bfcache')
      })
    },
  )
}

/**
 * Sends what is finished; open transactions stay open. Resolves true when all of it was accepted by the browser, false
 * when that took longer than `timeout` ms or can't be.
 */
export const flush = async (timeout = 2000): Promise<boolean> =>
  !connected || new Promise(resolve => {
    setTimeout(resolve, timeout, false)
    connected!().then(core => !!core && core.flush()).then(resolve)
  })

/** Ends everything open, sends it, and traces nothing more: hooks stay in place and pass everything through. */
export function close(): void {
  hide()
  stop()
  closePage()
}
