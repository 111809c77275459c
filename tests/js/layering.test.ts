import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'

// Arrows point down only: demo -> js -> wasm -> src, and nothing imports from tests or demo.

const root = resolve(import.meta.dirname, '../..')

function files(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && ending.test(entry.name))
    .map(entry => relative(root, join(entry.parentPath, entry.name)))
    .filter(file => !file.includes('node_modules/'))
}

/** What a file includes or imports of ours, as paths from the root; bare package names are left out. */
function imports(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  const found =
    file.endsWith('.ts') || file.endsWith('.mjs')
      ? [...text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)]
      : [...text.matchAll(/#include "([^"]+)"/g)]
  return found.map(([, path]) => {
    if (path!.startsWith('.')) return relative(root, resolve(root, dirname(file), path!))
    return path!
  })
}

/** The rooms of the core: what the files of a folder may include besides each other. */
const rooms: Record<string, string[]> = {
  'src/base': [],
  'src/text': ['src/base'],
  'src/record': ['src/base', 'src/text'],
  'src/page': ['src/base', 'src/record', 'src/text'],
  'src/outbox': ['src/base', 'src/record', 'src/text'],
  'src/tracer': ['src/base', 'src/outbox', 'src/page', 'src/record', 'src/text'],
  'src/commands': ['src/base', 'src/tracer', 'src/page', 'src/record', 'src/text'],
}

const core = files('src', /\.(h|cc)$/)
const shim = files('js', /\.ts$/)

test('a folder of the core includes itself and what stands below it', () => {
  assert.ok(core.length > 20)
  for (const file of core) {
    const room = dirname(file)
    assert.ok(rooms[room], `${room} is no room: add it to this test`)
    for (const included of imports(file)) {
      assert.ok([room, ...rooms[room]].includes(dirname(included)), `${file} includes ${included}`)
    }
  }
})

test('no file of the core includes itself by way of others', () => {
  const below = new Map(core.map(file => [file, imports(file)]))
  const walk = (file: string, path: string[]): void => {
    assert.ok(!path.includes(file), `a circle: ${[...path, file].join(' -> ')}`)
    for (const included of below.get(file) ?? []) walk(included, [...path, file])
  }
  for (const file of core) if (file.endsWith('.h')) walk(file, [])
})

test('the core includes no JSON library: the module writes with json_writer', () => {
  for (const file of core) assert.doesNotMatch(readFileSync(join(root, file), 'utf8'), /#include <nlohmann/, file)
})

test('the core includes no browser, clock, random device or stream', () => {
  const banned = /#include <(emscripten|chrono|ctime|random|iostream|fstream|thread|mutex|regex)/
  for (const file of core) assert.doesNotMatch(readFileSync(join(root, file), 'utf8'), banned, file)
})

/** The rooms of the JavaScript: what the files of a folder may import besides each other, types included. */
const below: Record<string, string[]> = {
  'js/seam': [],
  'js/base': ['js/seam'],
}
const order = ['js/trace', 'js/options', 'js/record', 'js/unsent', 'js/page', 'js/watch', 'js/start', 'js']
order.forEach((room, index) => (below[room] = ['js/seam', 'js/base', ...order.slice(0, index)]))
const inCore = ['js/core/wire', 'js/core/filter', 'js/core/entries', 'js/core/send', 'js/core']
inCore.forEach((room, index) => (below[room] = ['js/seam', 'js/base', 'js/trace', ...inCore.slice(0, index)]))
// A service has no page: of the shim it uses what knows none, and of the core module what makes and hands over commands.
below['js/node'] = ['js/seam', 'js/base', 'js/trace', 'js/options', 'js/record', ...inCore]

test('a folder of the JavaScript imports itself and what stands below it', () => {
  assert.ok(shim.length > 10)
  for (const file of shim) {
    const room = dirname(file)
    assert.ok(below[room], `${room} is no room: add it to this test`)
    for (const imported of imports(file)) {
      // The files that npm users get stand beside each other, which the sources do not.
      if (/core-module\.(inline|npm)/.test(file) && /^js\/(core\/index\.ts|start\/headwater\.core)/.test(imported)) continue
      assert.ok([room, ...below[room]].includes(dirname(imported)), `${file} imports ${imported}`)
    }
  }
})

test('no module imports itself by way of others', () => {
  const all = new Map(shim.map(file => [file, imports(file)]))
  const done = new Set<string>()
  const walk = (file: string, path: string[]): void => {
    assert.ok(!path.includes(file), `a circle: ${[...path, file].join(' -> ')}`)
    if (done.has(file)) return
    for (const imported of all.get(file) ?? []) walk(imported, [...path, file])
    done.add(file)
  }
  for (const file of shim) walk(file, [])
})

test('the event sources never import each other', () => {
  for (const file of shim.filter(name => name.startsWith('js/watch/'))) {
    for (const imported of imports(file)) assert.doesNotMatch(imported, /^js\/watch\//, `${file} imports ${imported}`)
  }
})

test('of what a page loads only the inline build imports the core module statically', () => {
  for (const file of shim.filter(name => !/^js\/(core|node)\//.test(name) && !name.includes('core-module.inline'))) {
    for (const imported of imports(file)) assert.doesNotMatch(imported, /^js\/core\//, `${file} imports ${imported}`)
  }
})

test('only the core module, and that of services, sees the generated wasm module', () => {
  const users = shim.filter(file => /from 'headwater-wasm'/.test(readFileSync(join(root, file), 'utf8')))
  assert.ok(users.length > 0)
  for (const file of users) assert.match(file, /^js\/(core\/|node\/core\.ts)/)
})
