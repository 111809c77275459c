// Emscripten at one place whatever brought it: .toolchain/bin/{emcc,em++,emar,emranlib}, which wasm/toolchain.cmake uses.
// One version, so that two machines build the same bytes from one commit: the hashes of the published files are part of the
// product. An emcc of that version on PATH is taken; otherwise Debian 13's is unpacked into .toolchain, without touching the
// system (debian-emscripten.mjs).

import { accessSync, chmodSync, constants, readFileSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { emscriptenRoot, unpackEmscripten } from './debian-emscripten.mjs'
import { isStamped, read, say, SetupError, stamp, toolchain } from './shell.mjs'

const pinned = '3.1.69'
const tools = ['emcc', 'em++', 'emar', 'emranlib']
const bin = `${toolchain}/bin`

export function installEmscripten() {
  const found = emccOnPath()
  if (found) {
    useInstalled(found)
  } else {
    unpackEmscripten()
    useUnpacked()
    const version = versionOf(`${bin}/emcc`)
    if (version !== pinned) throw new SetupError(`Debian's Emscripten is ${version} by now; needed is ${pinned}: have its emcc on PATH`)
  }
}

function emccOnPath() {
  for (const folder of (process.env.PATH ?? '').split(':')) {
    const emcc = `${folder}/emcc`
    if (folder === '' || folder === bin || !isProgram(emcc)) continue
    const version = versionOf(emcc)
    if (version === pinned) return emcc
    say(`${emcc} is Emscripten ${version}, not ${pinned}: it is not used`)
  }
  return undefined
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function versionOf(emcc) {
  return /\) (\d+\.\d+\.\d+)/.exec(read(emcc, ['--version']) ?? '')?.[1]
}

function useInstalled(emcc) {
  const folder = dirname(realpathSync(emcc))
  const changed = tools.map(tool => writeProgram(tool, `exec '${folder}/${tool}' "$@"\n`)).includes(true)
  if (changed) say(`using the Emscripten of ${folder}`)
}

function useUnpacked() {
  const share = `${emscriptenRoot}/usr/share`
  // The package's own configuration knows its LLVM version; only the places differ. It ends with the libraries built
  // into the package (FROZEN_CACHE), so nothing is written at build time.
  const config = `${readFileSync(`${share}/emscripten/.emscripten`, 'utf8')}
LLVM_ROOT = '${emscriptenRoot}/usr/bin'
BINARYEN_ROOT = '${emscriptenRoot}/usr'
NODE_JS = '${process.execPath}'
`
  // Its programs are CommonJS, also below a package whose own type is module.
  stamp(`${toolchain}/package.json`, '{ "type": "commonjs" }\n')
  const configFile = `${toolchain}/emscripten.config`
  if (!isStamped(configFile, config)) stamp(configFile, config)
  const changed = tools
    .map(tool =>
      writeProgram(
        tool,
        // acorn, which emcc loads to shorten its JavaScript, is a package of its own.
        `export EM_CONFIG='${configFile}' NODE_PATH='${share}/nodejs'
exec python3 '${share}/emscripten/${tool}.py' "$@"
`,
      ),
    )
    .includes(true)
  if (changed && read(`${bin}/emcc`, ['-E', '-x', 'c', '/dev/null']) === undefined) {
    throw new SetupError(`The unpacked Emscripten does not run; remove ${toolchain} and try again`)
  }
}

function writeProgram(name, script) {
  const text = `#!/bin/sh\n${script}`
  const file = `${bin}/${name}`
  if (isStamped(file, text)) return false
  stamp(file, text)
  chmodSync(file, 0o755)
  return true
}
