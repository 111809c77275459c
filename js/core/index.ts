import instantiate from 'headwater-wasm'
import type { Core, Host } from '../host.ts'
import { VERSION } from '../version.ts'
import { startSession } from './session.ts'

/** See `CoreModule` in host.ts. */
export async function connect(host: Host): Promise<Core> {
  if (host.version !== VERSION) throw new Error(`the core is ${VERSION}, the shim ${host.version}`)
  return startSession(host, await instantiate())
}
