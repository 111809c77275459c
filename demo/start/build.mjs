import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../wasm/setup/shell.mjs'

/** Files that a page or the build gets from dist/. */
const published = ['headwater.js', 'headwater.core.mjs', 'headwater.core-js.mjs']
/** What they are made from. */
const sources = ['js', 'src', 'wasm', 'package.json', 'package-lock.json', 'CMakeLists.txt', 'CMakePresets.json']

export const collectorProgram = `${root}/build/native/demo/collector/headwater-collector`

/** Builds what is missing or older than its sources. Rejects with a StartError. */
export async function buildDemo(programs) {
  if (isStale()) {
    console.log('[start] building dist/')
    await programs.run(process.execPath, ['js/build/build.mjs'], 'Its messages are above; npm run build repeats it alone.')
  }
  const advice = 'Its messages are above. If they make no sense, remove build/native and try again.'
  if (!existsSync(`${root}/build/native/build.ninja`)) {
    await programs.run('cmake', ['--preset', 'native'], advice, { isQuiet: true })
  }
  if (!existsSync(collectorProgram)) console.log('[start] building the collector (a minute or two, once)')
  // The build tool itself knows what is older than what, and is done in no time when nothing is.
  const build = ['--build', '--preset', 'native', '--target', 'headwater_collector']
  await programs.run('cmake', build, advice, { isQuiet: true })
}

function isStale() {
  const built = published.map(name => timeOf(`${root}/dist/${name}`))
  return Math.min(...built) < Math.max(...sources.map(name => newestIn(`${root}/${name}`)))
}

const timeOf = path => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

function newestIn(path) {
  const own = timeOf(path)
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return own
  // A folder's own time tells that a file was removed.
  return Math.max(own, ...readdirSync(path).map(name => newestIn(join(path, name))))
}
