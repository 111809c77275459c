import { attempt } from './values.ts'

/**
 * Puts `call` in the place of a method. A Proxy keeps what a plain function would show: name, length, properties, its
 * text, and what a wrong `this` does. `args` is the callee's own list and may be changed. What can't be replaced, or is not there, is
 * left as it is.
 */
export function wrap<T, K extends keyof T>(owner: T, name: K, call: (pass: (args: any[]) => any, args: any[], self: any) => unknown): void {
  attempt(() => {
    owner[name] = new Proxy(owner[name] as (...args: any[]) => unknown, {
      apply: (native, self, args) => call(changed => Reflect.apply(native, self, changed), args, self),
    }) as T[K]
  })
}
