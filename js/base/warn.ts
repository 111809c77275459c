import { attempt, textOf } from './values.ts'

/** Says in the developer's console what is wrong and what happens now. Test frameworks make it throw. */
export const warn = (message: string): void => void attempt(() => console.warn('Headwater: ' + message))

/** Calls back. What it throws is for its caller; where there is no function to call, the console says so. */
export function callBack<A extends unknown[], R>(callback: (...given: A) => R, ...given: A): R {
  return typeof callback === 'function' ? callback(...given) : (warn('no callback') as never)
}

/** Options whose callbacks run. */
const asked: string[] = []

/**
 * The answer of a callback that the page gave as an option; undefined when there is none, when it threw, or when it has itself done what it
 * is asked about.
 */
export function ask<K extends string, A, R>(
  options: { [key in K]?: ((argument: A) => R) | undefined },
  name: K,
  argument: A,
): R | undefined {
  if (!options[name] || asked.includes(name)) return
  asked.push(name)
  try {
    return options[name]?.(argument)
  } catch (error) {
    warn(`${name} threw ${textOf(error)}; ignored`)
  } finally {
    asked.pop()
  }
}
