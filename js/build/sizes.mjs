// Sizes of the published files and what they may be: printed after a build and by the benchmark.

import { readFileSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'

/** Most bytes after brotli, of what a visitor waits for. */
export const budgets = { 'headwater.js': 12_110, 'headwater.core.mjs': 41_000, 'headwater.core-js.mjs': 49_100 }

/** The published files of these names, as the build has left them. */
export const builtFiles = names =>
  Object.fromEntries(names.map(name => [name, readFileSync(new URL(`../../dist/${name}`, import.meta.url))]))

/** Prints a table of `files` (texts by name); whether one of them is larger than its budget. */
export function reportSizes(files) {
  const columns = words => words.map(word => String(word).padStart(9)).join('')
  console.log(`${'dist/'.padEnd(24)}${columns(['raw', 'gzip', 'brotli', 'budget'])}`)
  let over = false
  for (const [name, text] of Object.entries(files)) {
    const bytes = Buffer.from(text)
    const brotli = brotliCompressSync(bytes).length
    const budget = budgets[name]
    const tooLarge = budget !== undefined && brotli > budget
    over ||= tooLarge
    const row = [bytes.length, gzipSync(bytes, { level: 9 }).length, brotli, budget ?? '']
    console.log(`${name.padEnd(24)}${columns(row)}${tooLarge ? '  over' : ''}`)
  }
  return over
}
