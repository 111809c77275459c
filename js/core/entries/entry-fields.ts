// Written by `npm run commands` from wasm/commands.md, which says what each number and string means.

import { number, text } from './encoding.ts'

/** What browsers call more than the types of TypeScript know of. */
type Members = any

/** Of `resource`: numbers behind `duration`, strings before `server_timing`. */
export const readResourceTiming = (entry: Members): [number[], string[]] => [
  [
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
  ],
  [
    text(entry.name),
    text(entry.initiatorType),
    text(entry.nextHopProtocol),
    text(entry.renderBlockingStatus),
    text(entry.deliveryType),
  ],
]

/** Of `navigation_timing`: numbers behind `t`, strings before `server_timing`. */
export const readNavigationTiming = (entry: Members): [number[], string[]] => [
  [
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
  ],
  [
    text(entry.name),
    text(entry.nextHopProtocol),
    text(entry.deliveryType),
    text(entry.type),
  ],
]

/** Of `long_animation_frame`: numbers behind `duration`, strings. */
export const readLongAnimationFrame = (entry: Members, script: Members): [number[], string[]] => [
  [
    number(entry.blockingDuration),
    number(entry.renderStart),
    number(entry.styleAndLayoutStart),
    number(entry.firstUIEventTimestamp),
    number(script.startTime),
    number(script.duration),
    number(script.forcedStyleAndLayoutDuration),
    number(script.sourceCharPosition),
  ],
  [
    text(script.invoker),
    text(script.invokerType),
    text(script.sourceURL),
    text(script.sourceFunctionName),
  ],
]
