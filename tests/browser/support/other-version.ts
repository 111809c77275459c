import { readFile } from 'node:fs/promises'
import { dist } from './answers.ts'
import type { Page } from './site.ts'

const built = (name: string): Promise<string> => readFile(new URL(name, dist), 'utf8')

const [npm, tag, core] = (await Promise.all(['headwater.mjs', 'headwater.js', 'headwater.core.mjs'].map(built))) as [string, string, string]

/** Of the built files. */
export const version = /"(\d+\.\d+\.\d+)"/.exec(npm)![1]!

const inOtherVersion =
  (text: string): Page =>
  () => ({ headers: { 'content-type': 'text/javascript' }, body: text.replaceAll(`"${version}"`, '"999.0.0"') })

/** Where a site of `otherVersion` has the files of version 999.0.0: `from` of `pageWithHeadwater`. */
export const fromOther = (): string => '/other'

/** The built files in another version. Its script tag knows the core by a hash that this one does not have: `as: 'module'` records. */
export const otherVersion: Record<string, Page> = {
  '/other/dist/headwater.mjs': inOtherVersion(npm),
  '/other/dist/headwater.core.mjs': inOtherVersion(core),
  '/other/dist/headwater.js': inOtherVersion(tag),
}
