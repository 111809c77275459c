/** How the module is loaded. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'

const root = fileURLToPath(new URL('../..', import.meta.url))
const run = (...args: string[]): string => execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }).trim()
const names = Object.keys(createRequire(import.meta.url)('headwater/node')).sort()

test('required and imported it is the same, also by names', () => {
  const program = `
    import { createRequire } from 'node:module'
    import * as imported from 'headwater/node'
    const required = createRequire(process.cwd() + '/x.js')('headwater/node')
    console.log(required === imported.default, Object.keys(required).every(name => required[name] === imported[name]), Object.keys(imported).join())`
  assert.equal(run('--input-type=module', '-e', program), `true true ${[...names, 'default'].sort().join()}`)
})

test('all is there at once, in CommonJS and in modules', () => {
  const use = `console.log(typeof Headwater.init, Headwater.startTransaction({ name: 'x' }).toTraceparent().length)`
  assert.equal(run('-e', `const Headwater = require('headwater/node'); ${use}`), 'function 49')
  assert.equal(run('--input-type=module', '-e', `import * as Headwater from 'headwater/node'; ${use}`), 'function 49')
})

test('who imports functions of http by name gets those that are watched', () => {
  const program = `
    import { get } from 'node:http'
    import * as Headwater from 'headwater/node'
    const before = get
    Headwater.init({ integrations: [new Headwater.Integrations.Http()] })
    console.log(before !== get)`
  assert.equal(
    execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim(),
    'true',
  )
})

test('loading it touches nothing', () => {
  const program = `
    const http = require('node:http')
    const { request } = http
    const listeners = process.eventNames().length
    require('headwater/node')
    console.log(request === http.request, listeners === process.eventNames().length)`
  assert.equal(run('-e', program), 'true true')
})
