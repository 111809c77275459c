import { characters, isObject, isText, readObject, shown, uuidDigits, type Members } from './json.ts'
import type { Add } from './rules.ts'

const maxBytes = 1024 * 1024
const maxUncompressedBytes = 200 * 1024
const sources = ['url', 'route', 'custom', 'view', 'component', 'task']
const platforms = 'as3 c cfml cocoa csharp elixir go groovy haskell java javascript native node objc other perl php python ruby'.split(' ')

/** The members of the transaction itself (rules P1–P15). Returns the payload when it could be read. */
export function checkPayload(bytes: Uint8Array, header: Members, compressed: boolean, add: Add): Members | undefined {
  const { object: payload, error } = readObject(bytes)
  if (error) add('P1', error)
  if (bytes.length > maxBytes) add('P2', `${bytes.length} bytes`)
  else if (bytes.length > maxUncompressedBytes && !compressed) add('P3', `${bytes.length} bytes`)
  if (!payload) return undefined

  if (payload.type !== 'transaction') add('P4', shown(payload.type))
  const id = uuidDigits(payload.event_id)
  if (id === undefined) add('P5', shown(payload.event_id))
  else if (uuidDigits(header.event_id) !== undefined && uuidDigits(header.event_id) !== id) add('P6', `${id}`)

  const name = payload.transaction
  if (!isText(name)) add('P7', shown(name))
  else if (characters(name) > 200) add('P8', `${characters(name)} characters`)
  const source = isObject(payload.transaction_info) ? payload.transaction_info.source : undefined
  if (source === undefined) add('P9', 'none')
  else if (!sources.includes(source as string)) add('P10', shown(source))

  if (!platforms.includes(payload.platform as string)) add('P11', shown(payload.platform))
  if (!isObject(payload.sdk) || !isText(payload.sdk.name) || !isText(payload.sdk.version)) add('P12', shown(payload.sdk))

  if (payload.environment === undefined) add('P13', 'none')
  else if (!isLegal(payload.environment, 64, ['none'])) add('P14', shown(payload.environment))
  if (payload.release !== undefined && !isLegal(payload.release, 200, ['.', '..', 'latest'])) {
    add('P15', `release ${shown(payload.release)}`)
  }
  if (payload.dist !== undefined && !isLegal(payload.dist, 200, [])) add('P15', `dist ${shown(payload.dist)}`)
  return payload
}

function isLegal(value: unknown, longest: number, refused: string[]): boolean {
  return isText(value) && characters(value) <= longest && !/[/\\\n\r\t]/.test(value) && !refused.includes(value.toLowerCase())
}
