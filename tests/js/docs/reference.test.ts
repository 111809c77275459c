/** The pages that are written from the types' comments. */
import assert from 'node:assert/strict'
import { relative } from 'node:path'
import { test } from 'node:test'
import { readReference } from '../../../docs/write-reference.ts'
import { read, root } from './pages.ts'

const reference = readReference()

test('options.md and api.md say what the comments do: else `npm run docs`', () => {
  assert.equal(reference.pages.size, 2)
  for (const [path, text] of reference.pages) assert.equal(read(relative(root, path)), text)
})

/** What the comments of a page ask for, of this kind. */
const asked = (page: string, kind: string): string[] =>
  [...read(page).matchAll(new RegExp(`<!-- ${kind}: (.*) -->`, 'g'))].flatMap(([, names]) => names!.split(' '))

test('each option and each function has its place, once', () => {
  assert.ok(reference.options.length > 35 && reference.functions.length > 20)
  assert.deepEqual(asked('docs/options.md', 'options').sort(), reference.options.sort())
  assert.deepEqual(asked('docs/api.md', 'functions').sort(), reference.functions.sort())
})
