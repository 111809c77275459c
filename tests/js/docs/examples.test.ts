/** The documentation's code blocks: those in JavaScript against the sources of the published types, tags against the known options. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { warnings } from '../support/page.ts'
import { ambient } from './ambient.ts'
import { blocksOf, pages, read, root, runnerOf, type Block } from './pages.ts'

const { check, list } = await import('../../../js/options/check.ts')
const { readOptions } = await import('../../../js/options/read-options.ts')
const { readOptions: readRest } = await import('../../../js/core/options.ts')
const { numberOf } = await import('../../../js/trace/trace.ts')

const blocks = pages.filter(page => !runnerOf(page)).flatMap(blocksOf)
const of = (...languages: string[]): Block[] => blocks.filter(({ language }) => languages.includes(language))

interface Tag {
  page: string
  line: number
  attributes: Record<string, string>
  text: string
}

/** The scripts of the blocks in HTML. */
const tags: Tag[] = of('html').flatMap(({ page, line, text }) =>
  [...text.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)].map(([, attributes, inner]) => ({
    page,
    line,
    attributes: Object.fromEntries([...attributes!.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name!, value!])),
    text: inner!,
  })),
)

test('examples in JavaScript and TypeScript compile', () => {
  const folder = `${root}/build/docs-examples`
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const examples = [...of('js', 'ts'), ...tags.filter(({ text }) => text.trim()).map(tag => ({ ...tag, context: '' }))]
  assert.ok(examples.length > 15)
  for (const { page, line, text, context } of examples) {
    writeFileSync(`${folder}/${page.replaceAll('/', '.')}-${line}.ts`, `${context}${text}\nexport {}\n`)
  }
  writeFileSync(`${folder}/ambient.d.ts`, ambient)
  const compilerOptions = {
    paths: {
      headwater: ['../../js/index.ts'],
      'headwater/node': ['../../js/node/index.ts'],
      'headwater-wasm': ['../../wasm/bindings.d.ts'],
    },
    module: 'esnext',
    moduleResolution: 'bundler',
    target: 'es2022',
    noUnusedLocals: false,
  }
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, include: ['.'], exclude: [] }))
  const { stdout, status } = spawnSync(`${root}/node_modules/.bin/tsc`, ['-p', folder], { encoding: 'utf8' })
  assert.equal(stdout, '')
  assert.equal(status, 0)
})

test('what is said to run the examples of a page names that page', () => {
  for (const page of pages) {
    const runner = runnerOf(page)
    if (runner) assert.ok(read(runner).includes(page), page)
  }
})

test('script tags have attributes that Headwater knows, with values that it can use', () => {
  const ours = tags.filter(({ attributes }) => /\/headwater(\.inline)?\.js$/.test(attributes.src ?? ''))
  assert.ok(ours.length > 3)
  warnings.length = 0
  for (const { page, line, attributes } of ours) {
    const data = Object.entries(attributes).filter(([name]) => name.startsWith('data-'))
    if (!data.length) continue
    const dataset = Object.fromEntries(
      data.map(([name, value]) => [name.slice(5).replace(/-(\w)/g, (_, letter) => letter.toUpperCase()), value]),
    )
    const config = readOptions(dataset)
    readRest({ config, check, list, numberOf } as never)
    assert.deepEqual(warnings, [], `${page}:${line}`)
    assert.ok(config.url, `${page}:${line}`)
  }
})

test('what shells are told to run is there, and JSON is JSON', () => {
  const { scripts } = JSON.parse(read('package.json'))
  for (const { page, line, text } of of('sh')) {
    for (const [, run, word] of text.matchAll(/^npm (run )?(?:-\w+ )*([\w-]+)/gm)) {
      if (run || ['start', 'test'].includes(word!)) assert.ok(scripts[word!], `${page}:${line}: ${word}`)
    }
  }
  for (const { text } of of('json')) JSON.parse(text)
})

test('README.md is short', () => {
  assert.ok(read('README.md').split('\n').length <= 121)
})
