// What every set-up step needs: to say what it does, to run a program, to remember that it is done.
// Set-up runs before node_modules exists, so these files import node built-ins only.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root, without a slash at its end. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** Where all that set-up keeps for itself lives; git ignores it, and removing it starts over. A link to another checkout's serves too. */
const place = `${root}/.toolchain`
export const toolchain = existsSync(place) ? realpathSync(place) : place

/** A message for the person in front of the terminal; it ends the program without a stack trace. */
export class SetupError extends Error {}

export function say(text) {
  console.log(`[setup] ${text}`)
}

/** Runs a program with its output shown; throws a SetupError when it fails. */
export function run(program, args, options = {}) {
  const result = spawnSync(program, args, { stdio: 'inherit', cwd: root, ...options })
  if (result.error) throw new SetupError(`${program} could not be started: ${result.error.message}`)
  if (result.status !== 0) throw new SetupError(`${program} ${args.join(' ')} failed (${result.status ?? result.signal})`)
}

/** What a program prints on its standard output, or undefined when it is missing or fails. */
export function read(program, args, options = {}) {
  const result = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, cwd: root, ...options })
  return result.error || result.status !== 0 ? undefined : result.stdout
}

/** Whether `file` holds exactly `text`: the stamp of a finished step. */
export function isStamped(file, text) {
  try {
    return readFileSync(file, 'utf8') === text
  } catch {
    return false
  }
}

export function stamp(file, text) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
