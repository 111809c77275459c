import { hookFetch } from './browser/fetch.ts'
import { watchHistory } from './browser/history.ts'
import { readMeta, watchPageload } from './browser/pageload.ts'
import { hookXhr } from './browser/xhr.ts'
import * as code from './commands.ts'
import { connected } from './loader.ts'
import { readOptions, type Options } from './options.ts'
import { closePage, configure, openPage, page } from './page.ts'
import { command, hide, runCore, stop } from './recorder.ts'
import { now } from './values.ts'
import { warn } from './warn.ts'

let isStarted = false

/** Starts tracing this page, once. Nothing happens on a server. `isTag`: the options are a tag's attributes. */
export function init(options: Options = {}, isTag?: boolean): void {
  if (typeof document === 'undefined') return
  if (isStarted) return warn('started again; ignored')
  isStarted = true
  const config = readOptions(options, isTag)
  configure(config)
  hookFetch()
  hookXhr()
  let from = readMeta()
  watchPageload(
    () => {
      openPage(code.OWNER, NaN, from, false)
      from = { ...from, traceId: page!._trace.traceId }
    },
    start => openPage(config.startTransactionOnPageLoad === false ? code.OWNER : code.PAGELOAD, start, from),
  )
  if (config.startTransactionOnLocationChange !== false) {
    // After close there is no page to leave.
    watchHistory(() => page && openPage(code.NAVIGATION, NaN))
  }
}

/**
 * Sends what is finished; open transactions stay open. Resolves true when all of it was accepted by the browser, false
 * when that took longer than `timeout` ms or can't be.
 */
export const flush = async (timeout = 2000): Promise<boolean> =>
  !connected || new Promise(resolve => {
    setTimeout(resolve, timeout, false)
    connected!().then(core => {
      command(code.FLUSH, [now()])
      runCore()
      resolve(!!core && core.flush(timeout))
    })
  })

/** Ends everything open, sends it, and traces nothing more: hooks stay in place and pass everything through. */
export function close(): void {
  hide()
  stop()
  closePage()
}
