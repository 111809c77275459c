import { spawn } from 'node:child_process'
import { root } from '../../wasm/setup/shell.mjs'
import { StartError } from './start-error.mjs'

/** How long a program may take to stop when asked, in ms. */
const patience = 5000

/**
 * The programs this one starts, each the head of a process group of its own: a Ctrl-C in the terminal reaches this one
 * alone, which then ends all of them in order, with what they have started themselves.
 */
export function createPrograms() {
  const running = new Map()
  let endListener
  let stopping = false

  /** `over` resolves with how it ended: exit code, signal, or why it never began. */
  function start(program, args, options) {
    const child = spawn(program, args, { cwd: root, detached: true, ...options })
    const over = new Promise(resolve => {
      child.once('error', error => resolve(error.message))
      // When its output is read to the end, too.
      child.once('close', (code, signal) => resolve(code ?? signal))
    }).finally(() => running.delete(child))
    running.set(child, over)
    return { child, over }
  }

  // An exit on an error nobody foresaw leaves nothing behind either.
  process.on('exit', () => running.forEach((_, child) => signalGroup(child, 'SIGKILL')))

  return {
    /** Starts a program that goes on until stopAll. */
    startService(name, program, args, options) {
      const { child, over } = start(program, args, options)
      void over.then(how => {
        if (!stopping) endListener?.(name, how)
      })
      return child
    },

    /** Calls back with name and exit code, signal or reason when a service ended without being told to. */
    onServiceEnd(listener) {
      endListener = listener
    },

    /** Runs a program to its end; throws a StartError with `advice` when it fails. `isQuiet`: shows output only then. */
    async run(program, args, advice, { isQuiet = false } = {}) {
      const { child, over } = start(program, args, { stdio: ['ignore', isQuiet ? 'pipe' : 'inherit', 'inherit'] })
      let output = ''
      child.stdout?.setEncoding('utf8').on('data', text => {
        output += text
      })
      const how = await over
      if (how === 0) return
      process.stdout.write(output)
      throw new StartError(`${program} ${args.join(' ')} failed (${how}). ${advice}`)
    },

    /** Ends all, and resolves when they are gone. Those that don't listen are killed. */
    async stopAll() {
      stopping = true
      await Promise.all(
        [...running].map(async ([child, over]) => {
          signalGroup(child, 'SIGTERM')
          const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), patience)
          await over
          clearTimeout(timer)
        }),
      )
    },
  }
}

function signalGroup(child, signal) {
  try {
    if (child.pid) process.kill(-child.pid, signal)
  } catch {
    // Gone already.
  }
}
