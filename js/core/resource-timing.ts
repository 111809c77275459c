import { RESOURCE } from '../commands.ts'
import { CONNECTION_FIELDS, extentOf, numbersOf, SIZE_FIELDS, stringsOf, type Command } from './encoding.ts'

const NUMBERS = ['redirectStart', 'redirectEnd', 'workerStart', ...CONNECTION_FIELDS, ...SIZE_FIELDS]
const STRINGS = ['name', 'initiatorType', 'nextHopProtocol', 'renderBlockingStatus', 'deliveryType']

/** Encodes a finished resource timing entry. */
export function encodeResource(entry: PerformanceEntry, now: number): Command {
  const { start, end } = extentOf(entry, now)
  return [RESOURCE, [end, start, end - start, ...numbersOf(entry, NUMBERS)], stringsOf(entry, STRINGS)]
}
