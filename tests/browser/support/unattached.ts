import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Opens an address in a Chromium of its own without developer tools, which keep pages from being prerendered: what happens
 * there is up to the pages. Killed when `visit` is over.
 */
export async function withUnattachedBrowser(url: string, visit: () => Promise<void>): Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), 'headwater-chromium-'))
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    `--user-data-dir=${profile}`,
  ]
  const child = spawn(process.env.CHROMIUM ?? '/usr/bin/chromium', [...flags, url], { stdio: 'ignore', detached: true })
  const exited = new Promise(resolve => child.once('exit', resolve))
  try {
    await visit()
  } finally {
    // With its children, which write to the profile.
    process.kill(-child.pid!, 'SIGKILL')
    await exited
    try {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    } catch {
      // One of them still does: not a reason to fail, in a folder for such things.
    }
  }
}
