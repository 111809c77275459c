// What `npm run bench -- peers` needs beside what the other parts do.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { installPackages } from '../../../wasm/setup/debian.mjs'
import { isStamped, root, run, say, stamp } from '../../../wasm/setup/shell.mjs'

const folder = fileURLToPath(new URL('.', import.meta.url))

export function preparePeers() {
  installPeers(folder)
  prepareInstructions()
}

/** The other SDKs as package-lock.json of a folder names them, on first use and when it has changed. */
export function installPeers(folder) {
  const lock = createHash('sha256')
    .update(readFileSync(`${folder}package-lock.json`))
    .digest('hex')
  // Inside node_modules, so that removing that folder removes the stamp as well.
  const stampFile = `${folder}node_modules/.headwater-setup`
  if (isStamped(stampFile, lock)) return
  say('installing the SDKs to compare with')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder })
  stamp(stampFile, lock)
}

/** Valgrind, and the program it counts. Where that fails one row has no figure. */
function prepareInstructions() {
  try {
    installPackages(['valgrind'])
    for (const args of [
      ['--preset', 'native'],
      ['--build', '--preset', 'native', '--target', 'core_spans'],
    ]) {
      const { status, stdout, stderr } = spawnSync('cmake', args, { cwd: root, encoding: 'utf8' })
      if (status !== 0) throw new Error(`${stdout}${stderr}`)
    }
  } catch (error) {
    console.error(`instructions are not counted: ${error.message}`)
  }
}
