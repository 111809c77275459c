import type { RequestHandler } from 'express'

/** Lets every answer of the route wait, as a service with work to do would. */
export const delay =
  (milliseconds: number): RequestHandler =>
  (_request, response, next) => {
    const timer = setTimeout(next, milliseconds)
    // Nobody waits any more: nothing is worked on for nobody.
    response.once('close', () => clearTimeout(timer))
  }
