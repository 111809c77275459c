// Emscripten as Debian 13 (trixie) packages it, unpacked into a folder of its own. The programs are pointed at the C library
// unpacked beside them, so they run on an older system and need no root.

import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { isStamped, read, run, say, SetupError, stamp, toolchain } from './shell.mjs'

/** The file system that the packages were unpacked into. */
export const emscriptenRoot = `${toolchain}/root`

const release = 'trixie'
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

export function unpackEmscripten() {
  // The programs carry absolute paths: a moved checkout starts over.
  const done = `${release} ${emscriptenRoot}\n`
  const stampFile = `${toolchain}/root.stamp`
  if (isStamped(stampFile, done)) return
  rmSync(stampFile, { force: true })

  const apt = `${toolchain}/apt`
  say(`downloading Emscripten from Debian ${release} (about 400 MB)`)
  download(apt)
  say('unpacking Emscripten (about 2 GB)')
  unpack(`${apt}/cache/archives`)
  say('pointing its programs at its own libraries')
  patchPrograms()
  rmSync(apt, { recursive: true })
  stamp(stampFile, done)
}

/** apt with a state of its own: it sees an empty system, so it fetches every package that Emscripten runs on. */
function download(apt) {
  rmSync(apt, { recursive: true, force: true })
  mkdirSync(`${apt}/state/lists/partial`, { recursive: true })
  mkdirSync(`${apt}/cache/archives/partial`, { recursive: true })
  writeFileSync(`${apt}/status`, '')
  writeFileSync(
    `${apt}/apt.conf`,
    `Dir::State "${apt}/state";
Dir::State::status "${apt}/status";
Dir::Cache "${apt}/cache";
Dir::Etc::sourcelist "${apt}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
Acquire::Retries "3";
`,
  )
  if (![...mirrors()].some(uri => readLists(apt, uri))) {
    throw new SetupError(`None of the mirrors in apt's sources has Debian ${release}, so Emscripten can't be fetched.
Put an emcc of version 3.1.69 on PATH instead.`)
  }
  run('apt-get', ['-qq', '-y', '-c', `${apt}/apt.conf`, 'install', '--no-install-recommends', '--download-only', 'emscripten'])
}

// A source of another origin that also calls itself by the system's name fails here: Debian's key has not signed it.
function readLists(apt, uri) {
  writeFileSync(`${apt}/sources.list`, `deb [signed-by=${keyring}] ${uri} ${release} main\n`)
  return read('apt-get', ['-qq', '-c', `${apt}/apt.conf`, 'update']) !== undefined
}

/** Where this machine gets its Debian from, as apt itself understands its configuration, whatever form that has. */
function mirrors() {
  const system = /^VERSION_CODENAME=(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]
  const files = read('apt-get', ['update', '--print-uris']) ?? ''
  const found = new Set()
  for (const [, uri, suite] of files.matchAll(/^'(\S+)\/dists\/(\S+)\/InRelease'/gm)) {
    if (suite === system || suite === 'stable' || suite === 'oldstable') found.add(uri)
  }
  return found
}

function unpack(archives) {
  const partial = `${emscriptenRoot}.partial`
  rmSync(partial, { recursive: true, force: true })
  rmSync(emscriptenRoot, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  for (const name of readdirSync(archives)) {
    if (name.endsWith('.deb')) run('dpkg-deb', ['-x', `${archives}/${name}`, partial])
  }
  renameSync(partial, emscriptenRoot)
}

function patchPrograms() {
  const libraries = `${emscriptenRoot}/usr/lib/${read('gcc', ['-print-multiarch']).trim()}`
  const loader = readdirSync(libraries).find(name => /^ld-linux.*\.so/.test(name))
  if (!loader) throw new SetupError(`No program loader was unpacked into ${libraries}`)
  for (const program of programs()) {
    run('patchelf', ['--set-interpreter', `${libraries}/${loader}`, '--force-rpath', '--set-rpath', libraries, program])
  }
}

/** The files of the programs that emcc starts, each once: most of their names are links. */
function programs() {
  const wanted = /^(clang|clang\+\+|lld|wasm-ld|llvm-(ar|nm|objcopy|ranlib|strip|dwarfdump|dwp|cxxfilt|size))-\d+$|^wasm(-|2js)/
  const bin = `${emscriptenRoot}/usr/bin`
  const files = readdirSync(bin)
    .filter(name => wanted.test(name))
    .map(name => `${bin}/${name}`)
  return new Set(files.filter(file => existsSync(file)).map(file => realpathSync(file)))
}
