import { attempt, now } from '../base/values.ts'
import { command, core, stopped, takeLost } from '../record/command-buffer.ts'
import type { Transaction } from '../record/span.ts'
import * as code from '../seam/commands.ts'
import type { Config } from '../seam/options.ts'
import { loneRoot } from './lone-root.ts'
import { mustWait, stash } from './stash.ts'

/** Pageloads and navigations that no core knows of yet: should the page be left before it comes, they are sent alone. */
const roots: Transaction[] = []

/**
 * Aborted when something of the page was sent: then the browser need not send the copy of the root that `leaveCopy`
 * gave it.
 */
export let untilSent: AbortController | undefined

/** For a recording that begins: nothing of it has been sent. */
export const nothingSent = (): void => void (untilSent = new AbortController())

/** A core is connected, and knows of all roots. */
export const forgetRoots = (): void => void (roots.length = 0)

/**
 * Keeps a page's root until a core is there. If there is none after 1.5 s, the page loads slowly: then the browser is
 * given a copy of the root, to send if the tab is closed.
 */
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
 * Gives the browser a copy of the root, which it sends by itself if the page ends before anything was sent: a page that
 * is closed while it loads gets no `pagehide` in Chromium, the only one that has `fetchLater`. Not with
 * `beforeSendTransaction`: that is only called for what is sent, which this copy mostly is not.
 */
const leaveCopy = (root: Transaction, config: Config): void =>
  void attempt(() => {
    // The envelope is made last: that takes a millisecond, which a page whose core has come, or a browser without
    // `fetchLater`, shall not pay.
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

/**
 * The page is hidden or left: sends each root that no core knows of, and writes for a core that may still come that it
 * was sent (`root_sent`).
 */
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
