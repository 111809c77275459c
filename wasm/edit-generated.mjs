import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Changes what a tool has written. `edits`: what must be there once, and what takes its place. Ends the process when one of them
 * isn't there once: the tool's output is no longer what the edits were made for.
 */
export function editGenerated(file, edits) {
  let text = readFileSync(file, 'utf8')
  for (const [was, becomes] of edits) {
    const parts = text.split(was)
    if (parts.length !== 2) {
      console.error(`${file}: expected ${was} once, found it ${parts.length - 1} times. Has the tool's output changed?`)
      process.exit(1)
    }
    text = parts.join(becomes)
  }
  writeFileSync(file, text)
}
