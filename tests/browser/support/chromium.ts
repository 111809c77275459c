import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { chromium, type Browser } from 'playwright-core'

const executable = process.env.CHROMIUM ?? '/usr/bin/chromium'
const flags = (
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking ' +
  '--disable-component-update --disable-sync --remote-debugging-port=0 about:blank'
)
  .split(' ')
  .concat(
    // Any host below `.test` is the loopback server, for tests of what is sent to which host.
    '--host-resolver-rules=MAP *.test 127.0.0.1, MAP *.test. 127.0.0.1',
  )

let running: Promise<{ child: ChildProcess; address: string }> | undefined

/**
 * A connection to the browser of this test file, which starts at the first call and is killed when the file is done.
 * Close it when a test ends: contexts opened through it go with it, and an open one keeps the process from ending.
 *
 * Chromium is spawned here and attached to with `noDefaults`: a browser that Playwright launches emulates focus in every
 * page, so a tab in the background still says it is visible. Attached this way, tabs of the browser's own context
 * (`browser.contexts()[0]`) are hidden and shown as for a real visitor; pages of new contexts are always visible.
 *
 * `moreFlags` count at the first call only.
 */
export async function connectBrowser(moreFlags: string[] = []): Promise<Browser> {
  running ??= start(moreFlags)
  const { address } = await running
  return chromium.connectOverCDP(address, { noDefaults: true })
}

async function start(moreFlags: string[]): Promise<{ child: ChildProcess; address: string }> {
  const profile = mkdtempSync(join(tmpdir(), 'headwater-chromium-'))
  const child = spawn(executable, [...moreFlags, ...flags, `--user-data-dir=${profile}`], { stdio: ['ignore', 'ignore', 'pipe'] })
  process.once('exit', () => {
    child.kill('SIGKILL')
    try {
      rmSync(profile, { recursive: true, force: true })
    } catch {
      // One of its processes still writes there: not a reason to fail, in a folder for such things.
    }
  })
  const address = await debuggingAddress(child)
  // The test runner runs its last hooks only once nothing is pending, and a running browser must not count as such.
  child.unref()
  ;(child.stderr as Socket).unref()
  return { child, address }
}

after(async () => {
  const { child } = (await running) ?? {}
  if (!child || child.exitCode !== null) return
  child.ref()
  const exited = new Promise(resolve => child.once('exit', resolve))
  child.kill()
  await exited
})

function debuggingAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-10_000)
      const address = /DevTools listening on (ws:\S+)/.exec(output)?.[1]
      if (address) resolve(address)
    })
    child.once('error', reject)
    child.once('exit', code => reject(new Error(`${executable} ended with ${code}:\n${output}`)))
  })
}
