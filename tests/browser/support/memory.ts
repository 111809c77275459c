import { readFileSync } from 'node:fs'
import type { Page as BrowserPage } from 'playwright-core'
import type { Page } from './site.ts'

/** Bytes in use by a page, after garbage collection. */
export interface Memory {
  /** JavaScript's objects. */
  heap: number
  /** Bytes of JavaScript's buffers, which are not in its heap. */
  buffers: number
  /** The browser's own objects that belong to the page: timing entries, responses, nodes. */
  browser: number
  /** What the core has allocated; 0 where there is none. */
  core: number
  /** All of the core's memory, which never shrinks. */
  wasm: number
}

const path = '/measured-core.mjs'
const text = readFileSync(new URL('../../../build/trap/headwater.core.mjs', import.meta.url))

/** A core that can say what it has allocated: options of a module, which unlike the script tag takes any core, and the page that it needs. */
export const measuredCore = {
  options: `coreUrl: '${path}',`,
  pages: { [path]: () => ({ headers: { 'content-type': 'text/javascript' }, body: text }) } satisfies Record<string, Page>,
}

interface Module {
  memory: WebAssembly.Memory
  /** Functions by name, of no arguments. */
  functions: Record<string, () => number>
}

declare global {
  var measuredModule: Module | undefined
}

/** For `prepare` of `openPage`: keeps hold of the core's wasm module when it is made. */
export async function watchCore(page: BrowserPage): Promise<void> {
  await page.addInitScript(() => {
    const { instantiate } = WebAssembly
    const wrapper = {
      async instantiate(bytes: BufferSource, imports: WebAssembly.Imports): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
        let exported: WebAssembly.ExportValue[] = []
        const module = { functions: {} } as Module
        for (const group of Object.values(imports)) {
          for (const [key, native] of Object.entries(group)) {
            group[key] = (...args: number[]) => {
              // embind says what there is: address of the name, three facts, two indices into the table, more facts.
              if (args.length > 5) {
                const [name = 0, , , , invoker = 0, target] = args
                const table = exported.find(value => value instanceof WebAssembly.Table) as WebAssembly.Table
                const letters = new Uint8Array(module.memory.buffer, name)
                module.functions[String.fromCharCode(...letters.subarray(0, letters.indexOf(0)))] = () => table.get(invoker)(target)
              }
              return (native as (...args: number[]) => unknown)(...args)
            }
          }
        }
        const made = await instantiate(bytes, imports)
        exported = Object.values(made.instance.exports)
        module.memory = exported.find(value => value instanceof WebAssembly.Memory) as WebAssembly.Memory
        globalThis.measuredModule = module
        return made
      },
    }
    Object.assign(WebAssembly, wrapper)
  })
}

export async function memoryOf(page: BrowserPage): Promise<Memory> {
  const session = await page.context().newCDPSession(page)
  // What one collection finds to be finalized is freed by the next.
  for (let round = 0; round < 5; round++) {
    await session.send('HeapProfiler.collectGarbage')
    await page.evaluate(() => new Promise(resolve => requestIdleCallback(resolve)))
  }
  const { usedSize, embedderHeapUsedSize, backingStorageSize } = (await session.send('Runtime.getHeapUsage')) as Usage
  await session.detach()
  const [core, wasm] = (await page.evaluate(() => {
    const { memory, functions } = globalThis.measuredModule ?? {}
    return [functions?.allocated?.() ?? 0, memory?.buffer.byteLength ?? 0]
  })) as [number, number]
  return { heap: usedSize, buffers: backingStorageSize, browser: embedderHeapUsedSize, core, wasm }
}

interface Usage {
  usedSize: number
  embedderHeapUsedSize: number
  backingStorageSize: number
}
