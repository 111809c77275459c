import { attempt, textOf } from '../base/values.ts'
import { warn } from '../base/warn.ts'
import { LONGEST_TIMEOUT } from '../core/wire/timer.ts'
import { config, configure } from './current.ts'
import { renewHandles } from './handles.ts'
import { readNodeOptions, type NodeOptions } from './options.ts'
import { closeAll, countAll, flushAll, hasUnsent } from './outlet.ts'

/** Ms that the end of a process may wait for us. */
const PATIENCE = 2000

let listens = false
/** So many transactions there were when the process wanted to end: it does each time that nothing is left to do, and must not be kept for ever. */
let flushed = 0

function flushAtExit(): void {
  if (!config?.flushOnExit || !hasUnsent() || flushed === countAll()) return
  flushed = countAll()
  void flush(PATIENCE)
}

/** Starts. A second call changes nothing, and the console says so. What is wrong with an option is said there too. */
export function init(options: NodeOptions = {}): void {
  if (config) return warn('init was called before; ignored')
  const read = readNodeOptions(options)
  renewHandles()
  configure(read)
  for (const integration of read.integrations) {
    try {
      integration.setup?.()
    } catch (error) {
      warn(`integration ${textOf(attempt(() => integration.name))}: ${textOf(error)}; ignored`)
    }
  }
  if (!listens) {
    listens = true
    process.on('beforeExit', flushAtExit)
  }
  if (read.flushOnSigterm) process.once('SIGTERM', endBySigterm)
}

/** Sends what waits; then the signal does what it would have done without us. */
async function endBySigterm(): Promise<void> {
  await flush(PATIENCE)
  if (process.listenerCount('SIGTERM') === 0) process.kill(process.pid, 'SIGTERM')
}

/**
 * Sends what waits, for at most `timeout` ms (default: as long as it takes). Resolves true when all of it was accepted, false when some was not or
 * the time is over. What could not be sent stays, and is tried again.
 */
export async function flush(timeout?: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  // It also keeps the process alive, which uploads do not.
  const late = new Promise<boolean>(resolve => void (timer = setTimeout(resolve, timeout ?? LONGEST_TIMEOUT, false)))
  try {
    return await Promise.race([flushAll(), late])
  } finally {
    clearTimeout(timer)
  }
}

/** Sends what waits, as `flush`; then nothing is recorded any more, and what was watched passes through. `init` starts again. */
export async function close(timeout?: number): Promise<boolean> {
  configure(undefined)
  const isSent = await flush(timeout)
  closeAll()
  process.off('SIGTERM', endBySigterm)
  return isSent
}
