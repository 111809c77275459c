/** The one timer of a recorded page. */
export interface Timer {
  /** A command waits: it is handed over at the next due time, at the latest one second from now. */
  _commandWaits(): void
  /** Nothing waits any more. */
  _nothingWaits(): void
  /** Something is due in the core at `due`, in page ms (Infinity: nothing). The run is earlier when a command waits. */
  _dueAt(due: number): void
  /** There is a run at `due`, unless one comes before. */
  _noLaterThan(due: number): void
}

const LONGEST_WAIT = 1000
/** Ms; a longer one would fire at once (https://html.spec.whatwg.org/#timer-initialisation-steps). */
export const LONGEST_TIMEOUT = 2 ** 31 - 1

export function createTimer(run: () => void): Timer {
  let due = Infinity
  let deadline = Infinity
  let armed: ReturnType<typeof setTimeout> | undefined

  const arm = (): void => {
    clearTimeout(armed)
    const at = Math.min(due, deadline)
    if (at === Infinity) return
    // Rounded up: a run before its time would find nothing due.
    const wait = Math.min(Math.max(Math.ceil(at - performance.now()), 1), LONGEST_TIMEOUT)
    armed = setTimeout(run, wait)
  }

  return {
    _commandWaits() {
      const now = performance.now()
      // If this is long past the deadline, the timer was lost: the page has cleared all timers that there are.
      if (deadline < Infinity && now < deadline + LONGEST_WAIT) return
      deadline = deadline < Infinity ? now : now + LONGEST_WAIT
      arm()
    },
    _nothingWaits() {
      deadline = Infinity
    },
    _dueAt(next) {
      due = next
      arm()
    },
    _noLaterThan(next) {
      if (next >= due) return
      due = next
      arm()
    },
  }
}
