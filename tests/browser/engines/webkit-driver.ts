import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'

export interface DriverServer {
  address: string
  stop(): Promise<void>
}

/** WebKitWebDriver on a free port; the browsers that it starts show themselves on a virtual display. */
export async function startWebKitDriver(): Promise<DriverServer> {
  const display = await startDisplay()
  const port = await freePort()
  // WebKit's sandbox refuses to run as root.
  const env = { ...process.env, DISPLAY: display.name, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' }
  const child = start('WebKitWebDriver', [`--port=${port}`], 'ignore', env)
  const address = `http://127.0.0.1:${port}`
  await answering(`${address}/status`, child)
  return {
    address,
    async stop() {
      await end(child)
      await end(display.child)
    },
  }
}

async function startDisplay(): Promise<{ name: string; child: ChildProcess }> {
  // It writes the number that it found free when it is ready.
  const args = ['-displayfd', '3', '-nolisten', 'tcp', '-screen', '0', '1280x1024x24']
  const child = start('Xvfb', args, ['ignore', 'ignore', 'ignore', 'pipe'])
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`Xvfb ended with ${code}`)))
  const [number] = await Promise.race([once(child.stdio[3] as Readable, 'data'), failed])
  return { name: `:${String(number).trim()}`, child }
}

/** Leads a group of its own, so that what it starts is killed with it, also when this process just ends. */
function start(program: string, args: string[], stdio: StdioOptions, env = process.env): ChildProcess {
  const child = spawn(program, args, { stdio, env, detached: true })
  // A test that fails to stop it must not keep this process from ending.
  child.unref()
  process.once('exit', () => kill(child))
  return child
}

function kill({ pid }: ChildProcess): void {
  try {
    process.kill(-pid!, 'SIGKILL')
  } catch {
    // All of the group are gone.
  }
}

async function end(child: ChildProcess): Promise<void> {
  const isRunning = child.exitCode === null && child.signalCode === null
  const exited = isRunning && once(child, 'exit')
  child.ref()
  kill(child)
  await exited
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + 10_000
  while (
    !(await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`WebKitWebDriver does not answer (exit code ${child.exitCode})`)
    await delay(20)
  }
}
