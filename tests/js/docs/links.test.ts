/** Links of the documentation lead somewhere. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import { allPages, anchorsOf, linksOf, root } from './pages.ts'

test('relative links lead to files and headings that are there', () => {
  let count = 0
  for (const page of allPages) {
    for (const link of linksOf(page)) {
      const [path = '', anchor] = link.split('#')
      const target = path ? normalize(join(dirname(page), path)) : page
      assert.ok(existsSync(join(root, target)), `${page} links to ${link}`)
      if (anchor) assert.ok(anchorsOf(target).includes(anchor), `${page} links to ${link}; there are ${anchorsOf(target).join(' ')}`)
      count++
    }
  }
  assert.ok(count > 50)
})
