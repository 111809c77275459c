// Builds the viewer: node demo/viewer/build.mjs
//
//     demo/viewer/*  ─►  build/viewer/{index.html, viewer.js, viewer.css, icon.svg}
//
// Ends with 1 if it is larger than it may be.

import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import * as esbuild from 'esbuild'
import { minify } from 'terser'
import { uplotParts } from './uplot-parts.mjs'

const source = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))
export const target = `${root}build/viewer`
/** Bytes of JavaScript and CSS, as brotli has them. */
const budget = 60_000

/** Unless what is built is newer than all that it is made of. */
export async function buildViewerIfStale() {
  const built = statSync(`${target}/viewer.css`, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const sources = readdirSync(source, { recursive: true }).map(name => statSync(source + name).mtimeMs)
  if (built < Math.max(...sources, statSync(`${root}package-lock.json`).mtimeMs)) await buildViewer()
}

/** What JavaScript and CSS weigh, in bytes of brotli. */
export async function buildViewer() {
  mkdirSync(target, { recursive: true })
  const {
    outputFiles: [script],
  } = await esbuild.build({
    write: false,
    absWorkingDir: root,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'warning',
    // Where node_modules is a link, what stands in it is still found from here.
    preserveSymlinks: true,
    conditions: ['production'],
    plugins: [uplotParts],
    entryPoints: { viewer: `${source}main.ts` },
    outdir: target,
  })
  writeFileSync(`${target}/viewer.js`, await tighten(script.text))
  await esbuild.build({
    // Colours are chosen by the browser: light-dark() stays as it is.
    absWorkingDir: root,
    bundle: true,
    minify: true,
    target: ['chrome123', 'firefox120', 'safari17.5'],
    logLevel: 'warning',
    entryPoints: { viewer: `${source}css/viewer.css` },
    outdir: target,
  })
  for (const name of ['index.html', 'icon.svg']) copyFileSync(`${source}${name}`, `${target}/${name}`)
  return ['viewer.js', 'viewer.css'].reduce((sum, name) => sum + brotliCompressSync(readFileSync(`${target}/${name}`)).length, 0)
}

/** Indentation within templates shows nothing; the rest of the text has no line that begins with spaces any more. */
async function tighten(code) {
  const { code: tight } = await minify(code.replace(/\n {2,}/g, ' '), { module: true, ecma: 2022, compress: { passes: 3 } })
  return tight
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const size = await buildViewer()
  console.log(`viewer.js and viewer.css: ${size} bytes of brotli, of ${budget}`)
  if (size > budget) process.exitCode = 1
}
