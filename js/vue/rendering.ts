import { now, timeOrigin } from '../base/values.ts'
import type { Span, Transaction } from '../index.ts'
import { getActiveTransaction } from '../npm.ts'
import type { Read } from './options.ts'

/**
 * The span of an application that renders, in a page view. It is open until nothing has been rendered for a while, which keeps the page's
 * transaction open, and then ends where the last hook was. (`hold` would make the page's transaction as long as it is held.)
 */
export interface Rendering {
  span: Span
  transaction: Transaction
  /** Those by which it is watched; others are of another application, or constructor. */
  options: Read
  /** When the last hook ran, in page ms. */
  lastAt: number
  isOver: boolean
}

/** The latest of each application, by its root. */
const latest = new WeakMap<object, Rendering>()
const open = new Set<Rendering>()
/** In which page view something has rendered, and has come to rest. */
const rendered = new WeakMap<Read, Transaction>()
let isListening: boolean | undefined

/** A point in page time as spans take it: in ms since 1970. */
const asTime = (at: number): number => timeOrigin() + at

function end(rendering: Rendering): void {
  open.delete(rendering)
  rendering.isOver = true
  rendered.set(rendering.options, rendering.transaction)
  // A navigation has ended it already, with the page's transaction.
  if (getActiveTransaction() === rendering.transaction) rendering.span.finish(asTime(rendering.lastAt))
}

/** Ends all that is open where its last hook was, before something else ends it later. */
export const endAll = (): void => open.forEach(end)

/** What is open when the page is hidden or left would end then, cancelled. Listeners of the page are called before Headwater's. */
function listen(): void {
  if (isListening) return
  isListening = true
  addEventListener('pagehide', endAll)
  addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && endAll())
}

/** One timer, however many hooks there are. */
function wait(rendering: Rendering, ms: number): void {
  setTimeout(() => {
    if (rendering.isOver) return
    const left = rendering.lastAt + rendering.options.timeout - now()
    if (left > 0) wait(rendering, left)
    else end(rendering)
  }, ms)
}

/**
 * The rendering that a hook which runs at `at` belongs to. Of each root and page view there is one, which a hook begins that shows something
 * new. What is rendered when all has come to rest belongs to what the user does with the page, and is none of it, such as a message with a root of its own.
 */
export function renderingOf(root: object, at: number, canBegin: boolean, options: Read): Rendering | undefined {
  const transaction = getActiveTransaction()
  if (!transaction?.isRecording()) return
  const last = latest.get(root)
  if (last?.transaction === transaction) return last.isOver ? undefined : last
  if (!canBegin || rendered.get(options) === transaction) return
  if (last) open.delete(last)
  const span = transaction.startChild({ op: 'ui.vue.render', description: 'Vue Application Render', startTimestamp: asTime(at) })
  const rendering = { span, transaction, options, lastAt: at, isOver: false }
  latest.set(root, rendering)
  open.add(rendering)
  listen()
  wait(rendering, options.timeout)
  return rendering
}

/** Records what a component did from `start` until `at` as a whole: one that never comes to its end leaves nothing open. */
export function record({ span }: Rendering, verb: string, name: string, start: number, at: number): void {
  span.startChild({ op: `ui.vue.${verb}`, description: `<${name}>`, startTimestamp: asTime(start) }).finish(asTime(at))
}
