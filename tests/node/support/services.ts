import { createRequire } from 'node:module'

/** Both generations of Express that are in use. */
export const expresses: [name: string, express: any][] = ['express4', 'express'].map(name => [name, createRequire(import.meta.url)(name)])

/** A promise with its ends. */
export function deferred<T = void>(): { promise: Promise<T>; resolve(value: T): void } {
  let resolve!: (value: T) => void
  const promise = new Promise<T>(done => void (resolve = done))
  return { promise, resolve }
}

export const trace = '0123456789abcdef0123456789abcdef'
export const parent = 'fedcba9876543210'
