import { native } from './native.ts'
import { attempt } from './values.ts'

/** The constructor that the page's code knows as `Promise`: zone.js's own, where that was there before us. */
const PagePromise: any = globalThis.Promise

const then = native(Promise.prototype, 'then')

/** The platform's own promise, with nothing that somebody has added. zone.js has its own, whose state is in members of such names. */
const isPlain = (promise: any): boolean =>
  [Promise, PagePromise].includes(promise.constructor) && Object.keys(promise).every(key => /^__zone/.test(key))

/**
 * Calls back how a promise ends. Answers what is to be handed on in its place: for a plain promise the one that is listened to, as a second branch
 * would hide that nobody handles its rejection; one that has a class or members of its own is itself handed on. Undefined when it is no promise:
 * to call another's `then` may do anything.
 */
export function follow(promise: any, done: (value: any) => void, failed: (error: any) => void): unknown {
  const isOurs = attempt(() => isPlain(promise))
  const method = () =>
    isOurs && promise.constructor === Promise ? then : native(promise instanceof PagePromise ? promise : Promise.prototype, 'then')
  const result = attempt(() =>
    method().call(
      promise,
      (value: unknown) => {
        done(value)
        return value
      },
      (error: unknown) => {
        failed(error)
        if (isOurs) throw error
      },
    ),
  )
  return result && (isOurs ? result : promise)
}

/**
 * Calls back how the work ends that gave `result`: now, unless it is a promise. Answers what is to be handed on in its place.
 */
export function whenOver(result: any, done: () => void, failed: () => void): any {
  if (!attempt(() => typeof result.then === 'function')) done()
  else {
    const followed = follow(result, done, failed)
    if (followed) return followed
    attempt(() => result.then(done, failed))
  }
  return result
}
