// Prepares a machine for one of the commands: `node wasm/setup/setup.mjs [build|start|test]`, default test.
// Each step looks first and does nothing when its work is done, so a second run takes well under a second.

import { pathToFileURL } from 'node:url'
import { installPackages, packagesFor } from './debian.mjs'
import { installEmscripten } from './emscripten.mjs'
import { installNodeModules } from './npm.mjs'
import { say, SetupError } from './shell.mjs'

/** Prepares the machine for 'build', 'start' or 'test'. Says what to do and ends the process when it can't. */
export function setUp(purpose) {
  try {
    installPackages(packagesFor[purpose])
    installNodeModules()
    installEmscripten()
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    console.error(`[setup] ${error.message}`)
    process.exit(1)
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const purpose = process.argv[2] ?? 'test'
  if (!Object.hasOwn(packagesFor, purpose)) {
    console.error(`usage: node wasm/setup/setup.mjs [${Object.keys(packagesFor).join('|')}]`)
    process.exit(2)
  }
  setUp(purpose)
  say(`ready to ${purpose}`)
}
