/** The documentation as text, its code blocks, headings and links. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../../..')

/** The pages for users. */
export const pages = ['README.md', ...below('docs', false)]
/** Also those for contributors. */
export const allPages = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', ...below('docs', true)]

function below(folder: string, recursive: boolean): string[] {
  return readdirSync(join(root, folder), { recursive, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .sort()
    .map(name => `${folder}/${name}`)
}

export const read = (page: string): string => readFileSync(join(root, page), 'utf8')

/** The test that runs the examples of a page, if the page names one: `<!-- examples: run by … -->`. They need not be whole then. */
export const runnerOf = (page: string): string | undefined => /^<!-- examples: run by (.*) -->$/m.exec(read(page))?.[1]

export interface Block {
  page: string
  /** Of its first line, from 1. */
  line: number
  language: string
  text: string
  /** What comments before it declare for it, `<!-- context: … -->`. */
  context: string
}

/** The fenced code blocks of a page. */
export function blocksOf(page: string): Block[] {
  const blocks: Block[] = []
  let context = ''
  let open: Block | undefined
  read(page)
    .split('\n')
    .forEach((line, index) => {
      const fence = /^ *```(\w*)/.exec(line)
      const declared = /^<!-- context: (.*) -->$/.exec(line)
      if (fence && open) open = undefined
      else if (fence) {
        blocks.push((open = { page, line: index + 2, language: fence[1]!, text: '', context }))
        context = ''
      } else if (open) open.text += `${line}\n`
      else if (declared) context += `${declared[1]}\n`
    })
  return blocks
}

/** A page without its code. */
const prose = (page: string): string =>
  read(page)
    .replace(/^ *```[\s\S]*?^ *```$/gm, '')
    .replace(/^ {4}.*$/gm, '')

/** What can be linked to: headings as GitHub names them, and ids. */
export function anchorsOf(page: string): string[] {
  const headings = [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- _]/gu, '')
      .replaceAll(' ', '-'),
  )
  return [...headings, ...[...read(page).matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id!)]
}

/** Targets of the links of a page that lead to another file or to a place. */
export const linksOf = (page: string): string[] =>
  [
    ...prose(page)
      .replace(/`[^`\n]*`/g, '``')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, target]) => target!)
    .filter(target => !/^[a-z]+:/.test(target))
