// The Debian packages that building, testing and the demo use.

import { existsSync } from 'node:fs'
import { say, run, read, SetupError } from './shell.mjs'

const forBuild = [
  'ca-certificates',
  'cmake',
  'g++',
  'libgtest-dev', // googletest comes with it: its sources are built once per preset
  'ninja-build',
  'nlohmann-json3-dev',
  'patchelf',
  'python3',
  'xz-utils',
]
const forDemo = ['libcpp-httplib-dev', 'libprotobuf-dev', 'libsqlite3-dev', 'libssl-dev', 'protobuf-compiler', 'zlib1g-dev']
const forTests = ['chromium', 'clang-14', 'clang-format', 'firefox-esr', 'libclang-rt-14-dev', 'sqlite3', 'webkit2gtk-driver', 'xvfb']

/** What must be there for each of the commands. */
export const packagesFor = {
  build: forBuild,
  start: [...forBuild, ...forDemo],
  test: [...forBuild, ...forDemo, ...forTests],
}

function missingOf(packages) {
  const format = '${db:Status-Abbrev} ${binary:Package}\n'
  // dpkg-query fails when one of the packages is unknown to it, and still lists the others.
  const listed = read('sh', ['-c', 'dpkg-query -W -f "$0" "$@" 2>/dev/null || true', format, ...packages]) ?? ''
  const installed = new Set()
  for (const line of listed.split('\n')) {
    const match = /^ii +([^:]+)/.exec(line)
    if (match) installed.add(match[1])
  }
  return packages.filter(name => !installed.has(name))
}

/** Installs what is missing when root; otherwise throws, naming it. */
export function installPackages(packages) {
  if (!existsSync('/usr/bin/dpkg-query')) {
    throw new SetupError(`This is not a Debian system. Install what these Debian packages bring, then build with CMake and
node js/build/build.mjs yourself: ${packages.join(' ')}`)
  }
  const missing = missingOf(packages)
  if (missing.length === 0) return
  if (process.getuid() !== 0) {
    throw new SetupError(`These Debian packages are missing. Install them as root, then try again:

    apt-get install --no-install-recommends ${missing.join(' ')}
`)
  }
  say(`installing Debian packages: ${missing.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['-qq', 'update'], { env })
  run('apt-get', ['-qq', '-y', 'install', '--no-install-recommends', ...missing], { env })
}
