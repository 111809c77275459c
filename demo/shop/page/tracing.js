// The only file of the page that knows Headwater. Without it every call is a no-op and the shop works all the same.

const nothing = { startChild: () => nothing, setTag() {}, setData() {}, setStatus() {}, finish() {} }

/** Begins a transaction of the customer's own doing, beside the page loads and navigations that are found by themselves. */
export const startTransaction = context => globalThis.Headwater?.startTransaction(context) ?? nothing

/** Calls `request`; the requests it makes before it returns become children of `span`. */
export const within = (span, request) =>
  globalThis.Headwater && span !== nothing ? globalThis.Headwater.withActiveSpan(span, request) : request()

/** Runs one step as a child span of `parent`, whose status tells whether it failed. */
export async function step(parent, context, run) {
  const span = parent.startChild(context)
  try {
    const result = await run(span)
    span.setStatus('ok')
    return result
  } catch (error) {
    span.setStatus('internal_error')
    throw error
  } finally {
    span.finish()
  }
}

/** Runs `build` and leaves a performance measure of that name, which any tool can see. */
export function measured(name, build) {
  const start = performance.now()
  const result = build()
  performance.measure(name, { start, end: performance.now() })
  return result
}
