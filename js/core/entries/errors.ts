import { attempt } from '../../base/values.ts'

/**
 * Whether it is no error of the page's: `ResizeObserver loop …` says that a layout takes another frame; what was aborted, or a view
 * transition that was skipped (browsers call that an abort or an invalid state), was meant to be; and what an extension of the
 * browser did, which is where it was thrown: in the first frame, before which some engines write a line with the message.
 */
const isNone = ({ message, filename, error, reason = error }: any): boolean =>
  [reason || message, filename || reason.stack].some(text => /^(Resize|Abort|Invalid.*ransit)|^.*\n?.*-extension:/.test(text))

/** Whether an event tells of an error of the page's that nobody handled. That of an element, which could not be loaded, does not. */
export const isError = (event: Event): boolean => event.target === globalThis && !attempt(() => isNone(event))
