import { setTimeout as delay } from 'node:timers/promises'
import type { CDPSession, Page as BrowserPage } from 'playwright-core'
import { openPage, type Site } from '../../browser/support/index.ts'
import { memoryOf } from '../../browser/support/memory.ts'

/** Processor time of the page's main thread since it began, ms. */
export interface Times {
  /** Tasks of script: timers, event handlers, scripts; not continuations of promises. */
  script: number
  task: number
}

/** A page in a process of its own, spoken to with as little as can be, so that little of what it does is ours. */
export interface Tab {
  page: BrowserPage
  times(): Promise<Times>
  /** The value of an expression; of a promise what it resolves to. */
  run<T = unknown>(expression: string): Promise<T>
  /**
   * KB that JavaScript and, in a page that is `watched`, WebAssembly hold, after garbage collection; `buffers` are JavaScript's besides,
   * among which are the texts of scripts.
   */
  memory(): Promise<{ held: number; buffers: number }>
}

/** Opens a page in a browser context of its own, waits for its `load` event, and closes it when `use` is done. */
export async function inTab<T>(site: Site, path: string, use: (tab: Tab) => Promise<T>, watched = false): Promise<T> {
  let session: CDPSession | undefined
  const visitor = await openPage(site, path, {
    async prepare(page) {
      session = await page.context().newCDPSession(page)
      // Processor time, not time by the clock.
      await session.send('Performance.enable', { timeDomain: 'threadTicks' })
      if (watched) await page.addInitScript(watchMemory)
    },
  })
  try {
    return await use(tabOf(visitor.page, session!))
  } finally {
    await visitor.close()
  }
}

function tabOf(page: BrowserPage, session: CDPSession): Tab {
  return {
    page,
    async times() {
      const { metrics } = await session.send('Performance.getMetrics')
      const ms = (name: string): number => metrics.find(metric => metric.name === name)!.value * 1000
      return { script: ms('ScriptDuration'), task: ms('TaskDuration') }
    },
    async run<T>(expression: string) {
      const { result, exceptionDetails } = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
      return result.value as T
    },
    async memory() {
      const { heap, buffers, wasm } = await memoryOf(page)
      return { held: (heap + wasm) / 1024, buffers: buffers / 1024 }
    },
  }
}

/** Runs in the page: keeps hold of the memory of a WebAssembly module, for `memoryOf`. */
function watchMemory(): void {
  for (const name of ['instantiate', 'instantiateStreaming'] as const) {
    const native = WebAssembly[name] as (...args: unknown[]) => Promise<WebAssembly.Instance | WebAssembly.WebAssemblyInstantiatedSource>
    // A method, as functions that are given a name call a helper that the page doesn't have.
    Object.assign(WebAssembly, {
      async [name](...args: unknown[]) {
        const made = await native.apply(WebAssembly, args)
        const { exports } = made instanceof WebAssembly.Instance ? made : made.instance
        const memory = Object.values(exports).find(value => value instanceof WebAssembly.Memory)
        if (memory) globalThis.measuredModule = { memory, functions: {} }
        return made
      },
    })
  }
}

/** Waits until the page has sent something of its own, or for 2 s. */
export async function settle(site: Site, from: number): Promise<void> {
  await site.waitFor(() => site.requests.slice(from).some(({ method }) => method === 'POST'), 'something sent', 2000).catch(() => {})
  await delay(300)
}
