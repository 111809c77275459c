/** Keys and values as https://www.w3.org/TR/trace-context-2/#tracestate-header has them: values are printable ASCII that ends in no space. */
const MEMBER = /^[a-z0-9][a-z0-9_\-*/@]{0,255}=[ -+\--<>-~]{0,255}[!-+\--<>-~]$/
const MOST = 32

/**
 * The text of a `tracestate` as it is passed on beside a `traceparent`; empty when one of its members is not well formed, or there are more than 32:
 * then nothing of it may be passed on. Several headers have been joined by commas, in their order.
 */
export function readTracestate(text: string | undefined): string {
  const members = (text || '')
    .split(',')
    .map(member => member.replace(/^[ \t]+|[ \t]+$/g, ''))
    .filter(Boolean)
  return members.length <= MOST && members.every(member => MEMBER.test(member)) ? members.join(',') : ''
}
