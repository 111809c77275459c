import { attempt, now } from '../base/values.ts'
import { command, core, stopped, takeLost } from '../record/command-buffer.ts'
import type { Transaction } from '../record/span.ts'
import * as code from '../seam/commands.ts'
import type { Config } from '../seam/options.ts'
import { loneRoot } from './lone-root.ts'
import { mustWait, stash } from './stash.ts'

/** Pageloads and navigations that no core knows of yet: should the page be left before it comes, they are sent alone. */
const roots: Transaction[] = []

/** Calls off what the browser would send of a page that ends without a word, when something has been sent. */
export let untilSent: AbortController | undefined

/** A recording begins (anew): nothing has been sent. */
export const nothingSent = (): void => void (untilSent = new AbortController())

/** A core is connected, and knows of all roots. */
export const forgetRoots = (): void => void (roots.length = 0)

/** Keeps a page's root until a core is there. If none is after 1.5 s, the page loads slowly: then the browser gets a copy of it. */
export function keepRoot(root: Transaction, config: Config): void {
  if (core) return
  roots.push(root)
  setTimeout(leaveCopy, 1500, root, config)
}

/** What outlives the page, and tells nothing of its address. */
const upload = (body: string, { signal }: AbortController): RequestInit => ({
  method: 'POST',
  body,
  mode: 'no-cors',
  keepalive: true,
  referrerPolicy: 'strict-origin',
  signal,
})

declare const fetchLater: ((url: string, init: RequestInit) => unknown) | undefined

/**
 * Has the browser send the root by itself, should the page end without a word before anything was sent: one that is closed while
 * it loads gets no `pagehide` (Chromium, which is the one that has `fetchLater`). A hook of the page's is only called for what is
 * sent.
 */
const leaveCopy = (root: Transaction, config: Config): void =>
  void attempt(() => {
    // To make the envelope takes a millisecond, which a page whose core has come, or a browser without `fetchLater`, does not pay.
    const body = fetchLater && roots.includes(root) && !config.rest.beforeSendTransaction && loneRoot(config, root, now())
    if (body) fetchLater(config.url, upload(body, untilSent!))
  })

/** Sends an envelope of a page that may be gone the next moment, or keeps it. */
async function sendLast(url: string, envelope: string): Promise<void> {
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 15_000)
  let response: Response | undefined
  try {
    if (!mustWait(url)) response = await fetch(url, upload(envelope, controller))
    // An unread body keeps its share of the quota (Chromium).
    await response?.text()
  } catch {}
  if (!response) stash(url, envelope)
}

/** The page is left, or may be, before its core is there: sends the roots alone, and tells the core, should it still come. */
export function sendRoots(config: Config): void {
  let lost = takeLost()
  roots.splice(0).forEach(root => {
    const { _handle, _start } = root
    const envelope = attempt(() => loneRoot(config, root, Math.min(root._end ?? now(), stopped || Infinity), lost))
    if (envelope) {
      sendLast(config.url, envelope)
      lost = 0
    }
    command(code.ROOT_SENT, [], _start!, _handle)
  })
  untilSent?.abort()
}
