import type { TransactionEvent } from '../seam/event.ts'
import { attempt } from './values.ts'

/** Calls the page's hook with an event, and answers its answer. A name that the hook has changed is `custom`, unless it has changed the source too. */
export function edit(event: TransactionEvent, hook: (event: TransactionEvent) => any): any {
  const { transaction, transaction_info } = event
  const source = transaction_info?.source
  const edited = hook(event)
  attempt(() => {
    const info = edited.transaction_info
    if (edited.transaction !== transaction && info.source === source) info.source = 'custom'
  })
  return edited
}
