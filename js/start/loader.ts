import { listen, platform } from '../base/platform.ts'
import { jsonOf, textOf } from '../base/values.ts'
import { VERSION } from '../base/version.ts'
import { warn } from '../base/warn.ts'
import { check, list } from '../options/check.ts'
import { openInteraction } from '../page/open-transaction.ts'
import { connect, connected, fail, recordWith, seed, since, stopped, takeCommands } from '../record/command-buffer.ts'
import type { Core, Shim } from '../seam/host.ts'
import type { Config } from '../seam/options.ts'
import { numberOf, spanId } from '../trace/trace.ts'
import { forgetRoots, untilSent } from '../unsent/last-words.ts'
import { heldUntil, isClosed, isOffline, mustWait, stash, stashed } from '../unsent/stash.ts'
import { takeHeld } from '../watch/held-entries.ts'
import { whenIdle } from '../watch/idle.ts'
import { coreUrlOf, importCore } from './core-module.ts'

/**
 * Asks for the core when it can't hurt the page: after `load` and then idle, at the latest 9 s from now; at once when
 * the page is already loaded, or when `connected` (command-buffer.ts) is called.
 */
export function askForCore(config: Config): void {
  let promise: Promise<Core | undefined> | undefined
  const isWanted = () => !stopped && connected === start
  const start = async () => (promise ||= isWanted() ? load(config, isWanted) : undefined)
  recordWith(start)
  whenIdle(start)
  if (promise) return
  try {
    // Not a timer: some pages clear all timers that there are.
    listen(AbortSignal.timeout(9000), 'abort', start)
  } catch {
    // An old browser.
    setTimeout(start, 9000)
  }
}

/**
 * Rejects with `error` a second later: only then the other core is tried. Firefox and WebKit abort what a page is
 * loading as soon as a navigation begins, also when that ends as a download and the page stays; until it has ended,
 * WebKit refuses further requests too. A page that is really left does not live that long.
 */
const throwLater = (error: unknown): Promise<never> => new Promise((_, reject) => setTimeout(reject, 1000, error))

/** Has the core module send what earlier pages of the tab have kept. It is all that a page needs it for that is not recorded. */
export function sendStashed(config: Config): void {
  if (stashed(config.url)) load(config, () => false)
}

/**
 * Loads a core and connects it: first the one in WebAssembly, then the one in JavaScript; `failure` says why the first
 * could not be had. Undefined when neither can, which the console says, or when none is wanted any more.
 */
async function load(config: Config, isWanted: Shim['isWanted'], failure = ''): Promise<Core | undefined> {
  const isJs = failure || config.wasm
  try {
    // The empty module. To instantiate it throws where WebAssembly is refused, before anything is downloaded;
    // `WebAssembly.validate` would not tell, and in WebKit compiling would not either.
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
      jsonOf,
      stash,
      stashed,
      isClosed,
      heldUntil,
      isOffline,
      mustWait,
      coreUrl,
      takeHeld,
      fetch,
      openInteraction,
      takeCommands,
      untilSent: untilSent!,
      fail,
    })
    if (!core) return
    forgetRoots()
    connect(core)
    if (failure) warn(`${failure}headwater.core-js.mjs is used`)
    return core
  } catch (error) {
    // A core that fails to connect has taken no commands: all of them still wait.
    failure += textOf(error) + '; '
    if (!isJs) return load(config, isWanted, failure)
    if (!isWanted()) return
    fail(`${failure}needs headwater.core.mjs ${VERSION} and 'wasm-unsafe-eval', or headwater.core-js.mjs`)
    takeHeld()
  }
}
