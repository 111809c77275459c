/** Each message that the console may show is in the documentation, and no other. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { read, root } from './pages.ts'

const files = readdirSync(join(root, 'js'), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))
const sources = files.map(name => readFileSync(join(root, 'js', name), 'utf8'))

/** The texts given to `warn` and to what says more with `debug`, as patterns of what they become. */
const patterns = sources.flatMap(source =>
  [...source.matchAll(/(?<![.\w])(?:warn|debug|fail)\((?:'([^'\n]+)'|`([^`]+)`)/g)].map(([, plain, template]) => {
    const pieces = (plain ?? template!).split(/\$\{(?:\([^)]*\)|[^}])*\}/)
    return new RegExp(`^(recording stopped: )?${pieces.map(piece => piece.replace(/[.*+?^$()[\]{}|\\]/g, '\\$&')).join('.+')}$`)
  }),
)
const page = read('docs/troubleshooting.md')
const documented = [...page.slice(page.indexOf('## Messages in the console')).matchAll(/^\| `([^`]+)` \|/gm)].map(([, message]) => message!)

test('each message of the console has its cause and cure in troubleshooting.md', () => {
  assert.ok(patterns.length >= 17, String(patterns.length))
  for (const pattern of patterns)
    assert.ok(
      documented.some(message => pattern.test(message)),
      `${pattern} is not documented`,
    )
})

test('troubleshooting.md has no message that is never said', () => {
  for (const message of documented)
    assert.ok(
      patterns.some(pattern => pattern.test(message)),
      message,
    )
})
