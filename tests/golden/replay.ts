/** Replays a golden through the shipped module as a page does: recorder, bridge, wasm. */
import { readFileSync } from 'node:fs'
import { createBridge } from '../../js/core/wire/bridge.ts'
import { copy, emptyList } from '../../js/core/wire/command-list.ts'
import { inOrder } from '../../js/core/wire/order.ts'
import { command, takeCommands } from '../../js/record/command-buffer.ts'
import type { Bindings } from '../../wasm/bindings.d.ts'
import type { Command, Golden } from './golden-file.ts'

/** Where the build left the module that headwater.core.mjs embeds, and the same as JavaScript, which headwater.core-js.mjs does. */
const built = process.env.HEADWATER_MODULE_FOLDER ?? new URL('../../build/wasm/', import.meta.url).pathname

/** How an instance starts. */
type Start = (imports: WebAssembly.Imports) => Promise<{ instance: { exports: object } }>

const start: Record<Form, () => Promise<Start>> = {
  async wasm() {
    const bytes = readFileSync(`${built}/headwater.wasm`)
    return imports => WebAssembly.instantiate(bytes, imports)
  },
  async js() {
    const { default: instance } = await import(`${built}/headwater.js`)
    return async imports => ({ instance: { exports: instance(imports) } })
  },
}

/** The two forms in which the one core is shipped. */
export type Form = 'wasm' | 'js'

/** A new instance of the shipped module. */
export async function instantiate(form: Form = 'wasm'): Promise<Bindings> {
  const glue = await import(`${built}/headwater.mjs`)
  return glue.default(await start[form]())
}

/** The envelopes in the order in which they were taken, after each step all there were. `inPieces`: each command as a batch of its own. */
export async function replay({ name, steps }: Golden, form?: Form, inPieces?: boolean): Promise<Uint8Array[]> {
  const wasm = await instantiate(form)
  const exchange = createBridge(wasm)
  const envelopes: Uint8Array<ArrayBuffer>[] = []
  for (const { commands, now, epoch } of steps) {
    const recorded = commands ? record(name, commands) : emptyList()
    const places = inPieces ? inOrder(recorded, now) : []
    for (let at = 0; at < places.length; at += 2) {
      const one = emptyList()
      copy(recorded, places[at]!, places[at + 1]!, one)
      exchange(one, now, epoch)
    }
    exchange(inPieces ? undefined : recorded, now, epoch, envelopes, true)
  }
  return envelopes
}

function record(name: string, commands: Command[]) {
  for (const { code, numbers, strings } of commands) {
    if (!command(code, strings, ...numbers)) throw new Error(`${name}: a batch is larger than the shim's buffer`)
  }
  return takeCommands()
}
