import type { Integration, Options } from '../index.ts'

/** What Sentry's `Tracing` of 5.15 to 5.27 was: its options are those of `init`, which uses them where it has none of that name itself. */
class Tracing implements Integration {
  readonly name = 'Tracing'
  readonly options: Options

  constructor(options: Options = {}) {
    this.options = options
  }
}

/** As `@sentry/apm` exported them. */
export const Integrations = { Tracing }
