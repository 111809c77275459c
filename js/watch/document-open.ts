import { listenAgain } from '../base/platform.ts'
import { attempt } from '../base/values.ts'
import { wrap } from '../base/wrap.ts'

/** Goes on listening after `document.open()`, which `document.write()` calls once the document is loaded. */
export function hookDocumentOpen(): void {
  for (const name of ['open', 'write', 'writeln'] as const) {
    wrap(Document.prototype, name, (pass, args) => {
      const opens = document.readyState !== 'loading'
      const result = pass(args)
      if (opens) attempt(listenAgain)
      return result
    })
  }
}
