// Written by `npm run commands` from wasm/commands.md, which says what each number and string means.

import { number, text } from './encoding.ts'

/** What browsers call more than the types of TypeScript know of. */
type Members = any

/** Appends of `resource` the numbers behind `duration`; answers the strings before `server_timing`. */
export function readResourceTiming(numbers: number[], entry: Members): string[] {
  numbers.push(
    number(entry.redirectStart),
    number(entry.redirectEnd),
    number(entry.workerStart),
    number(entry.fetchStart),
    number(entry.domainLookupStart),
    number(entry.domainLookupEnd),
    number(entry.connectStart),
    number(entry.secureConnectionStart),
    number(entry.connectEnd),
    number(entry.requestStart),
    number(entry.responseStart),
    number(entry.responseEnd),
    number(entry.transferSize),
    number(entry.encodedBodySize),
    number(entry.decodedBodySize),
    number(entry.responseStatus),
  )
  return [
    text(entry.name),
    text(entry.initiatorType),
    text(entry.nextHopProtocol),
    text(entry.renderBlockingStatus),
    text(entry.deliveryType),
  ]
}

/** Appends of `navigation_timing` the numbers behind `t`; answers the strings before `server_timing`. */
export function readNavigationTiming(numbers: number[], entry: Members): string[] {
  numbers.push(
    number(entry.startTime),
    number(entry.unloadEventStart),
    number(entry.unloadEventEnd),
    number(entry.redirectStart),
    number(entry.redirectEnd),
    number(entry.fetchStart),
    number(entry.domainLookupStart),
    number(entry.domainLookupEnd),
    number(entry.connectStart),
    number(entry.secureConnectionStart),
    number(entry.connectEnd),
    number(entry.requestStart),
    number(entry.responseStart),
    number(entry.responseEnd),
    number(entry.domContentLoadedEventStart),
    number(entry.domContentLoadedEventEnd),
    number(entry.transferSize),
    number(entry.encodedBodySize),
    number(entry.decodedBodySize),
    number(entry.responseStatus),
    number(entry.redirectCount),
    number(entry.activationStart),
  )
  return [
    text(entry.name),
    text(entry.nextHopProtocol),
    text(entry.deliveryType),
    text(entry.type),
  ]
}

/** Appends of `long_animation_frame` the numbers behind `duration`; answers the strings. */
export function readLongAnimationFrame(numbers: number[], entry: Members, script: Members): string[] {
  numbers.push(
    number(entry.blockingDuration),
    number(entry.renderStart),
    number(entry.styleAndLayoutStart),
    number(entry.firstUIEventTimestamp),
    number(script.startTime),
    number(script.duration),
    number(script.forcedStyleAndLayoutDuration),
    number(script.sourceCharPosition),
  )
  return [
    text(script.invoker),
    text(script.invokerType),
    text(script.sourceURL),
    text(script.sourceFunctionName),
  ]
}
