import { build } from 'esbuild'
import type { Answer } from './answers.ts'

const root = new URL('../../..', import.meta.url).pathname

/** The text of a classic script that has `code` with packages bundled into it. */
export async function bundle(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root },
    bundle: true,
    format: 'iife',
    write: false,
    minify: true,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  return outputFiles[0]!.text
}

/** A script as a page of a site. */
export const asScript = (body: string) => (): Answer => ({ headers: { 'content-type': 'text/javascript' }, body })
