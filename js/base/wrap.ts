import { attempt } from './values.ts'

/**
 * Puts `call` in the place of the method `name` of `owner`. `call` gets `pass`, which calls the original with a list of
 * arguments; `args`, a list of this call alone, which it may change; and `self`, the `this` of the call. It is done by
 * a Proxy, because that looks like the original in all that a page can see: name, length, properties, text, and the
 * error for a wrong `this`. A method that does not exist, or can't be replaced, stays as it is.
 */
export function wrap<T, K extends keyof T>(owner: T, name: K, call: (pass: (args: any[]) => any, args: any[], self: any) => unknown): void {
  attempt(() => {
    owner[name] = new Proxy(owner[name] as (...args: any[]) => unknown, {
      apply: (native, self, args) => call(changed => Reflect.apply(native, self, changed), args, self),
    }) as T[K]
  })
}
