import { whenOver } from '../base/promises.ts'
import type { Span } from './span.ts'

/**
 * @internal Runs `work` with a span and the function that finishes it. The span ends when `work` returns or the promise it returns settles; with
 * `isManual` only by that function. What `work` throws or rejects with passes through, and the status of a span that is open then becomes
 * `internal_error`. Gives back what `work` does, or what stands for its promise (`whenOver`).
 */
export function runSpan<S extends Span>(span: S, isManual: boolean | undefined, work: (span: S, finish: () => void) => any): any {
  const finish = () => span.finish()
  const ended = () => isManual || finish()
  const failed = () => {
    if (span.isRecording()) span.setStatus('internal_error')
    ended()
  }
  let result: any
  try {
    result = work(span, finish)
  } catch (error) {
    failed()
    throw error
  }
  return whenOver(result, ended, failed)
}
