// The npm packages, exactly as package-lock.json names them.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { isStamped, root, run, say, stamp } from './shell.mjs'

/** Runs `npm ci` when node_modules is missing or was installed from another lock file. */
export function installNodeModules() {
  const lock = createHash('sha256')
    .update(readFileSync(`${root}/package-lock.json`))
    .digest('hex')
  // Inside node_modules, so that removing that folder removes the stamp as well.
  const stampFile = `${root}/node_modules/.headwater-setup`
  if (isStamped(stampFile, lock)) return
  if (existsSync(`${root}/node_modules/.package-lock.json`) && matchesLock()) {
    stamp(stampFile, lock)
    return
  }
  say('installing npm packages')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  stamp(stampFile, lock)
}

// npm writes down what it installed: an installation made by hand is as good as ours when it has the same packages. Those
// of other platforms are in the lock file only.
function matchesLock() {
  const wanted = packagesIn('package-lock.json')
  const installed = packagesIn('node_modules/.package-lock.json')
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue
    const there = installed[path]
    if (there ? there.integrity !== entry.integrity : !entry.optional) return false
  }
  return true
}

function packagesIn(file) {
  return JSON.parse(readFileSync(`${root}/${file}`, 'utf8')).packages
}
