import { RESOURCE } from '../../seam/commands.ts'
import type { Command } from '../../seam/host.ts'
import {
  CONNECTION_FIELDS, extentOf, numbersOf, serverTimingOf, SIZE_FIELDS, stringsOf,
} from './encoding.ts'

const NUMBERS = `redirectStart redirectEnd workerStart ${CONNECTION_FIELDS} ${SIZE_FIELDS}`
const STRINGS = 'name initiatorType nextHopProtocol renderBlockingStatus deliveryType'

/** Encodes a finished resource timing entry. */
export function encodeResource(entry: PerformanceEntry, now: number): Command {
  return [RESOURCE, [...extentOf(entry, now), ...numbersOf(entry, NUMBERS)], [...stringsOf(entry, STRINGS), serverTimingOf(entry)]]
}
