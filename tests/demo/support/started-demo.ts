import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** `npm start` as a process of its own group, as a terminal would start it. */
export class StartedDemo {
  readonly child: ChildProcess
  /** Exit code or signal. */
  readonly over: Promise<number | string>
  output = ''
  #changed = new Set<() => void>()

  constructor(args: string[], env: Record<string, string> = {}) {
    this.child = spawn('npm', ['start', '--', ...args], {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    })
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text
        for (const look of [...this.#changed]) look()
      })
    }
    // 'close' comes when the last output, that of children too, has been read.
    this.over = once(this.child, 'close').then(([code, signal]) => code ?? signal)
  }

  /** The first match in what was printed, from now or before. Rejects when the process ends without it. */
  printed(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(this.output)
        if (match) resolve(match)
      }
      this.#changed.add(look)
      look()
      void this.over.then(how => reject(new Error(`ended (${how}) without ${pattern}:\n${this.output}`)))
    })
  }

  async addresses(): Promise<{ shop: string; traces: string }> {
    const [, shop, traces] = await this.printed(/The shop +(http:\S+?)\/\n +Its traces +(http:\S+?)\/\n/)
    return { shop: shop!, traces: traces! }
  }

  /** Ids of all processes below this one. */
  descendants(): number[] {
    const parents = new Map(processes().map(({ pid, parent }) => [pid, parent]))
    const isBelow = (pid: number | undefined): boolean =>
      pid !== undefined && (parents.get(pid) === this.child.pid || isBelow(parents.get(pid)))
    return [...parents.keys()].filter(isBelow)
  }

  /** As the terminal does on Ctrl-C: everybody in the group gets it. */
  pressCtrlC(): void {
    process.kill(-this.child.pid!, 'SIGINT')
  }

  /** Ends what a failed test left. */
  async end(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGTERM')
    await this.over
  }
}

function processes(): { pid: number; parent: number }[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(pid => {
      try {
        // The name, in parentheses, may hold anything.
        const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ')
        return [{ pid: Number(pid), parent: Number(parent) }]
      } catch {
        return []
      }
    })
}

export const isRunning = (pid: number): boolean => statSync(`/proc/${pid}`, { throwIfNoEntry: false }) !== undefined

/** The command line of a running process. */
export const commandOf = (pid: number): string => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')

/** Whether something accepts connections there. */
export function isOpen(origin: string): Promise<boolean> {
  const { hostname, port } = new URL(origin)
  return new Promise(resolve => {
    const socket = connect(Number(port), hostname)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
