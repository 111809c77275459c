// Written by `npm run commands` from wasm/commands.md, which says what each number and string means.

export const CONFIGURE = 1
export const SCOPE_TAG = 2
export const SCOPE_VALUE = 3
export const TRANSACTION = 4
export const SPAN = 5
export const FINISH = 6
export const TAG = 7
export const DATA = 8
export const STATUS = 9
export const HTTP_STATUS = 10
export const NAME = 11
export const REQUEST = 12
export const RESPONSE = 13
export const INTERACTIVE = 14
export const HIDE = 15
export const FLUSH = 16
export const ENTRY = 17
export const RESOURCE = 18
export const NAVIGATION_TIMING = 19
export const MEASUREMENT = 20
export const REFUSED = 21
export const RULES = 22
export const LINK = 23
export const HOLD = 24
export const ERROR = 25
export const REDIRECT = 26
export const LONG_ANIMATION_FRAME = 27
export const LARGEST_CONTENTFUL_PAINT = 28
export const LAYOUT_SHIFT = 29
export const EVENT_TIMING = 30
export const INTERACTIONS = 31
export const ROOT_SENT = 32
export const ANSWER = 33
export const ONLINE = 34
export const HOLD_BACK = 35
export const STAY = 36
export const ADDRESS = 37
export const NAMED = 38
export const SPANS_REFUSED = 39
export const SERVICE = 40
export const TRAP = 255

/** By the code of a command: how many numbers and strings it has. */
export const NUMBERS = [0, 8, 2, 3, 5, 5, 3, 1, 1, 1, 2, 1, 5, 4, 1, 2, 1, 4, 19, 23, 2, 1, 3, 1, 3, 1, 3, 11, 6, 3, 8, 2, 2, 5, 2, 2, 1, 3, 1, 3, 0]
export const STRINGS = [0, 7, 2, 2, 8, 3, 0, 2, 2, 1, 0, 2, 2, 0, 0, 0, 0, 1, 6, 5, 2, 0, 3, 2, 0, 0, 1, 4, 3, 1, 2, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0]

/** Codes of those that have no time of their own: they take that of the command before them. */
export const UNTIMED = [1, 7, 8, 9, 10, 11, 20, 21, 22, 23, 38, 40]

// Kind of a `transaction`.
/** Ends when the page ends it. */
export const MANUAL = 0
export const PAGELOAD = 1
export const NAVIGATION = 2
/** A page without a root of its own: its requests are gathered in a follow-up. */
export const OWNER = 3
/** Without a name it has the page's. */
export const INTERACTION = 5
/** A page of which nothing is recorded, so that it does not fall into the page before. */
export const UNRECORDED = 6
/** A navigation whose address is still to change (`address`): the page goes on beside it. */
export const BEGUN = 7

// Kind of an `entry`.
export const MARK = 0
export const MEASURE = 1
export const PAINT = 2
/** Of the document. */
export const LOAD_EVENT = 3
export const LONG_TASK = 4
/** The document became so at `start`, or was from the beginning. */
export const HIDDEN = 5
/** The same. */
export const VISIBLE = 6
/** The first after a restore. */
export const RESTORED_PAINT = 7

// Type of a `request`.
export const FETCH = 0
export const XHR = 1
/** Added to the type of one that becomes no span, nor does its entry. */
export const IGNORED = 2

// Outcome of a `response`.
export const ANSWERED = 0
/** A network error. */
export const FAILED = 1
/** By the page. */
export const ABORTED = 2
/** Answered with a body that has no end of its own. */
export const STREAM = 3
/** The page waited no longer. */
export const TIMED_OUT = 4

// Outcome of an `answer`.
export const RESPONDED = 0
/** By a channel that tells no answer. */
export const ACCEPTED = 1
/** A network error. */
export const UNREACHED = 2
/** By the page's hook or list. */
export const LEFT_OUT = 3
/** For the next page. */
export const KEPT = 4
/** To keep it. */
export const NO_ROOM = 5
