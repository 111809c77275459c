import { api } from './api.ts'
import type { Options } from './options.ts'

const realm = globalThis as { Headwater?: typeof api }
realm.Headwater = api
const attributes = (globalThis.document?.currentScript as HTMLElement | null | undefined)?.dataset
if (attributes && (attributes.dsn || attributes.tunnel)) api.init(attributes as Options, true)
