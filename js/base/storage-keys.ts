/** All that is kept on the device, by its key. What each is for and how long it stays: docs/delivery-and-privacy.md. */

/** `localStorage`: the span ids of the last 20 pages that servers made for this visitor, so that none is continued twice. */
export const SEEN = 'headwater.seen'

/** `sessionStorage`, followed by the receiver: envelopes that could not be sent, each behind the time at which it was kept and before a NUL. */
export const UNSENT = 'headwater.unsent '

/** `sessionStorage`, followed by the receiver: until when it wants none, and when that was learnt, in ms since 1970. */
export const WAIT = 'headwater.wait '

/** `sessionStorage`: the last recorded page of the tab: 13 digits of the time at which it was noted, then the text of a `sentry-trace`. */
export const LAST_TRACE = 'headwater.trace'

/** `sessionStorage`: when an upload was last sent so that it is answered. */
export const ASKED = 'headwater.asked'

/** `indexedDB`, with `offline`: the name of the database of envelopes that could not be sent. */
export const OFFLINE = 'headwater'
