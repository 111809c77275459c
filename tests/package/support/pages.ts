import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { Page } from '../../browser/support/index.ts'
import { filesBelow } from './project.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
}

/** A folder as a plain file server would serve it, `index.html` also at `/`. */
export function pagesOf(folder: string): Record<string, Page> {
  const pages: Record<string, Page> = {}
  for (const name of filesBelow(folder)) {
    const body = readFileSync(join(folder, name))
    pages[`/${name}`] = () => ({ headers: { 'content-type': types[extname(name)] ?? 'text/plain' }, body })
  }
  if (pages['/index.html']) pages['/'] = pages['/index.html']
  return pages
}
