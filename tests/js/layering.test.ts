import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'

// Arrows point down only: demo -> js -> wasm -> src, and nothing imports from tests or demo.

const root = resolve(import.meta.dirname, '../..')

function files(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes('node_modules/'))
}

/** What a file includes or imports of ours, as paths from the root; bare package names are left out. */
function imports(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  const found = file.endsWith('.ts') || file.endsWith('.mjs')
    ? [...text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)]
    : [...text.matchAll(/#include "([^"]+)"/g)]
  return found.map(([, path]) => {
    if (path!.startsWith('.')) return relative(root, resolve(root, dirname(file), path!))
    // A C++ header stands beside the file, or in src.
    const beside = join(dirname(file), path!)
    return files(dirname(file), /\.h$/).includes(beside) ? beside : join('src', path!)
  })
}

/** The core's layers, lowest first; a file includes only those of its own layer and below. */
const layers = [
  ['beats', 'characters', 'commands', 'cut', 'decimal', 'discards', 'drops', 'fingerprint', 'identifiers', 'ids', 'json_text', 'json_writer', 'limits', 'masking', 'options', 'random', 'rate_limits', 'readable', 'secret_name', 'sort', 'status', 'templates', 'text_arena', 'timestamp', 'url', 'utf8'],
  ['span'],
  ['folding'],
  ['names', 'scope', 'idle', 'delivery', 'batch', 'fetch_timing'],
  ['arguments'],
  ['transaction'],
  ['request_table', 'requests', 'timeline', 'vitals', 'page'],
  ['split'],
  ['envelope', 'vital_spans'],
  ['tracer', 'tracer_ending', 'tracer_entries', 'tracer_follow_up', 'tracer_navigation', 'tracer_requests'],
  ['entry_commands', 'span_commands', 'value_commands'],
  ['command_runner'],
]
const layerOf = (file: string): number =>
  layers.findIndex((layer) => layer.includes(file.replace(/^src\//, '').replace(/\.(h|cc)$/, '')))

const core = files('src', /\.(h|cc)$/)
const shim = files('js', /\.ts$/)

test('every core file has a layer, and includes only its own and lower ones', () => {
  assert.ok(core.length > 20)
  for (const file of core) {
    assert.notEqual(layerOf(file), -1, `${file} has no layer: add it to this test`)
    for (const included of imports(file)) {
      assert.match(included, /^src\//, `${file} includes ${included}`)
      assert.ok(layerOf(included) <= layerOf(file), `${file} includes ${included}, which is above it`)
    }
  }
})

test('the core includes no JSON library: the module writes with json_writer', () => {
  for (const file of core) assert.doesNotMatch(readFileSync(join(root, file), 'utf8'), /#include <nlohmann/, file)
})

test('the core includes no browser, clock, random device or stream', () => {
  const banned = /#include <(emscripten|chrono|ctime|random|iostream|fstream|thread|mutex|regex)/
  for (const file of core) assert.doesNotMatch(readFileSync(join(root, file), 'utf8'), banned, file)
})

test('the shim imports nothing from tests or demo', () => {
  assert.ok(shim.length > 10)
  for (const file of shim) {
    for (const imported of imports(file)) assert.doesNotMatch(imported, /^(tests|demo)\//, `${file} imports ${imported}`)
  }
})

test('the event sources never import each other', () => {
  for (const file of shim.filter((name) => name.startsWith('js/browser/'))) {
    for (const imported of imports(file)) assert.doesNotMatch(imported, /^js\/browser\//, `${file} imports ${imported}`)
  }
})

test('only the inline build imports the core module statically', () => {
  for (const file of shim.filter((name) => !name.startsWith('js/core/') && !name.includes('core-module.inline'))) {
    for (const imported of imports(file)) assert.doesNotMatch(imported, /^js\/core\//, `${file} imports ${imported}`)
  }
})

test('only the core module sees the generated wasm module', () => {
  const users = shim.filter((file) => /from 'headwater-wasm'/.test(readFileSync(join(root, file), 'utf8')))
  assert.ok(users.length > 0)
  for (const file of users) assert.match(file, /^js\/core\//)
})
