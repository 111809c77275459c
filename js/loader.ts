import { takeHeld } from './browser/entries.ts'
import { whenIdle } from './browser/idle.ts'
import { coreUrlOf, importCore } from './core-module.ts'
import type { Core, Host, Shim } from './host.ts'
import { check, list, type Config } from './options.ts'
import { listen, platform } from './platform.ts'
import { connect, fail, seed, since, stopped, takeCommands, untilSent } from './recorder.ts'
import { holdBack, isOffline, mustWait, resend, stash } from './stash.ts'
import { envelopeTrace } from './trace-header.ts'
import { numberOf, spanId } from './trace.ts'
import { jsonOf, textOf } from './values.ts'
import { VERSION } from './version.ts'
import { warn } from './warn.ts'

/** Asks for the core now, once; resolves when it is connected, with undefined when it can't be had or recording has ended before. */
export let connected: (() => Promise<Core | undefined>) | undefined

/** For a recording that begins anew. */
export const forgetCore = (): void => void (connected = undefined)

/**
 * Asks for the core when it can't hurt the page: after `load` and then idle, at the latest 9 s after it started; at
 * once when the page is already loaded. `connected` asks sooner.
 */
export function askForCore(config: Config, openInteraction: Host['openInteraction']): void {
  let promise: Promise<Core | undefined> | undefined
  const isWanted = () => !stopped && connected === start
  const start = async () => promise ||= isWanted() ? load(config, openInteraction, isWanted) : undefined
  connected = start
  whenIdle(start)
  if (promise) return
  try {
    // No page can take this away, as some do with all timers.
    listen(AbortSignal.timeout(9000), 'abort', start)
  } catch {
    // An old browser.
    setTimeout(start, 9000)
  }
}

/**
 * Firefox and WebKit cut off what a page is loading as soon as a navigation begins, also one that comes to nothing, as a download does.
 * Until it is over WebKit refuses whatever else is tried. A page that is left has no later.
 */
const throwLater = (error: unknown): Promise<never> =>
  new Promise((_, reject) => setTimeout(reject, 1000, error))

/** `failure`: what went wrong with the core in WebAssembly. */
async function load(
  config: Config, openInteraction: Host['openInteraction'], isWanted: Shim['isWanted'], failure = '',
): Promise<Core | undefined> {
  const isJs = failure || config.wasm
  try {
    // The empty module: throws where WebAssembly is refused, before anything is downloaded. `validate` would say yes, in WebKit
    // compiling too.
    if (!isJs) new WebAssembly.Instance(new WebAssembly.Module(new Uint32Array([1836278016, 1])))
    const coreUrl = coreUrlOf(isJs, config.coreUrl)
    const { connect: connectCore, VERSION: version } = await importCore(coreUrl, isJs).catch(throwLater)
    if (version !== VERSION) throw `version ${version}`
    const core = await connectCore({
      platform,
      config: config as Shim['config'],
      isWanted,
      since,
      seed: seed(),
      check,
      list,
      numberOf,
      spanId,
      envelopeTrace,
      jsonOf,
      stash,
      holdBack,
      isOffline,
      mustWait,
      resend,
      coreUrl,
      takeHeld,
      fetch,
      openInteraction,
      takeCommands,
      untilSent,
      fail,
    })
    if (!core) return
    connect(core)
    if (failure) warn(`${failure}headwater.core-js.mjs is used`)
    return core
  } catch (error) {
    // It has taken nothing yet of what waits.
    if (!isWanted()) return
    failure += textOf(error) + '; '
    if (!isJs) return load(config, openInteraction, isWanted, failure)
    fail(`${failure}needed: headwater.core.mjs ${VERSION} unchanged and 'wasm-unsafe-eval', or headwater.core-js.mjs`)
    takeHeld()
  }
}
