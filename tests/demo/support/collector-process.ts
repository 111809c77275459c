import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request, type IncomingHttpHeaders } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../../build/native/demo/collector/headwater-collector', import.meta.url))

export interface Reply {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** The built collector, on a free port, with a folder of its own for its database. Killed when the test ends. */
export class CollectorProcess {
  readonly child: ChildProcess
  readonly port: number
  /** What it has said on its console since it listens. */
  log = ''
  readonly #agent = new Agent({ keepAlive: true })

  private constructor(child: ChildProcess, port: number) {
    this.child = child
    this.port = port
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.log += text
    })
  }

  /** `files`: how many it may have open. `options`: more of its own. */
  static async start(
    t: { after: (done: () => Promise<void>) => void },
    { files = 1024, options = [] as string[] } = {},
  ): Promise<CollectorProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'headwater-collector-'))
    const args = [`--nofile=${files}`, program, '--port', '0', '--db', join(folder, 'traces.db'), ...options]
    const child = spawn('prlimit', args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    const collector = new CollectorProcess(child, Number(/:(\d+)\/$/.exec(line)![1]))
    t.after(async () => {
      await collector.#end()
      rmSync(folder, { recursive: true, force: true })
    })
    return collector
  }

  async #end(): Promise<void> {
    this.#agent.destroy()
    if (!this.isRunning) return
    const over = once(this.child, 'exit')
    this.child.kill('SIGKILL')
    await over
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Resident memory, MB. */
  memory(): number {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8'))![1]) / 1024
  }

  /** A request whose path is sent as it is: fetch would tidy it up. */
  send(method: string, path: string, body: string | Uint8Array = '', headers: Record<string, string> = {}): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: this.port, method, path, headers, agent: this.#agent }, response => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks).toString() }),
        )
      })
      sent.on('error', reject)
      sent.end(body)
    })
  }

  post(envelope: string | Uint8Array, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send('POST', '/api/1/envelope/?sentry_key=abc', envelope, headers)
  }

  async read<T>(path: string): Promise<T> {
    const { status, body } = await this.send('GET', path)
    if (status !== 200) throw new Error(`${path}: ${status} ${body}`)
    return JSON.parse(body) as T
  }

  /** A connection that sends `bytes` and then only what is written to it. What comes back is nobody's business. */
  async hold(bytes: string): Promise<Socket> {
    const socket = connect(this.port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    socket.write(bytes)
    return socket
  }
}

export const newId = (): string => crypto.randomUUID().replaceAll('-', '')
export const traceId = '0af7651916cd43dd8448eb211c80319c'

/** A transaction with members of your own over those that it needs. */
export function envelope(members: Record<string, unknown> = {}, eventId = newId()): string {
  const payload = JSON.stringify({
    type: 'transaction',
    transaction: '/shop',
    start_timestamp: 1700000000.5,
    timestamp: 1700000001.25,
    contexts: { trace: { trace_id: traceId, span_id: 'b7ad6b7169203331', op: 'pageload' } },
    ...members,
  })
  return framed(payload, eventId)
}

export function framed(payload: string, eventId = newId(), type = 'transaction'): string {
  return `{"event_id":"${eventId}"}\n{"type":"${type}","length":${Buffer.byteLength(payload)}}\n${payload}\n`
}
