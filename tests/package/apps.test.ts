/** The package in an app, served in each of the ways apps are built, in a real browser: it finds its core and sends. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as esbuild from 'esbuild'
import { createServer } from 'vite'
import { browserTest, openPage, pageWithHeadwater, type SiteOptions } from '../browser/support/index.ts'
import { pagesOf } from './support/pages.ts'
import { createProject, root } from './support/project.ts'
import { visitApp } from './support/visits.ts'

const { folder } = createProject()
const dist = pathToFileURL(join(folder, 'node_modules/headwater/dist/'))

const app = pagesOf(folder)['/app.js']!

/** With the hashes that the package names. */
function withImportMap(page: string): string {
  const hashes = Object.entries(JSON.parse(readFileSync(new URL('integrity.json', dist), 'utf8')))
  const integrity = Object.fromEntries(hashes.map(([name, hash]) => [`/dist/${name}`, hash]))
  const map = JSON.stringify({ imports: { headwater: '/dist/headwater.mjs' }, integrity })
  return page.replace('<script', `<script type="importmap">${map}</script>\n<script`)
}

/** Pages that are made when their test starts, so that a build that fails fails that test. */
const made = (pages: () => SiteOptions['pages']): SiteOptions => ({
  get pages() {
    return pages()
  },
})

/** Bundles the app without a warning; answers the folder to serve. */
function bundle(options: esbuild.BuildOptions): string {
  const outdir = join(folder, `esbuild-${Object.values(options).join('-')}`)
  const { warnings } = esbuild.buildSync({
    absWorkingDir: folder,
    entryPoints: ['app.js'],
    bundle: true,
    minify: true,
    outdir,
    logLevel: 'silent',
    ...options,
  })
  assert.deepEqual(warnings, [])
  cpSync(join(folder, 'index.html'), join(outdir, 'index.html'))
  return outdir
}

browserTest(
  'without a bundler, by an import map',
  {
    dist,
    pages: { '/app.js': app, '/': withImportMap(readFileSync(join(folder, 'index.html'), 'utf8')) },
  },
  site => visitApp(site, 1),
)

browserTest(
  'esbuild, with splitting',
  made(() => pagesOf(bundle({ format: 'esm', splitting: true }))),
  site => visitApp(site, 1),
)

// The core becomes a part of the app: every visitor fetches it, and it still starts only for those who are sampled.
for (const format of ['esm', 'iife'] as const) {
  browserTest(
    `esbuild, one file, ${format}`,
    made(() => pagesOf(bundle({ format }))),
    site => visitApp(site, 0),
  )
}

browserTest(
  'Vite, built',
  made(() => {
    const words = ['build', '--logLevel', 'warn']
    const { status, stdout, stderr } = spawnSync(`${root}/node_modules/.bin/vite`, words, { cwd: folder, encoding: 'utf8' })
    assert.deepEqual([status, stdout + stderr], [0, ''])
    return pagesOf(join(folder, 'dist'))
  }),
  site => visitApp(site, 1),
)

browserTest("Vite's dev server", { dist }, async (site, t) => {
  const server = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0, proxy: { '/api': site.origin } },
  })
  t.after(() => server.close())
  await server.listen()
  const { port } = server.httpServer!.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  await visitApp(site, 1, { origin })
  // Its optimizer has rewritten the package, which is where a second file gets lost.
  assert.ok(site.visitors[0]!.requests.some(({ url }) => url.includes('/node_modules/.vite/deps/headwater.js')))

  // An address of the page's own is left as it is.
  const sent = site.envelopes.length
  const core = `${site.origin}/dist/headwater.core.mjs`
  const { messages } = await openPage(site, `/?core=${core}`, { origin })
  await site.waitFor(() => site.envelopes.length > sent, 'an envelope')
  assert.ok(site.requests.some(({ url }) => url === core))
  assert.deepEqual(
    messages.filter(message => !message.startsWith('debug: [vite]')),
    [],
  )
})

for (const [as, files] of [
  ['tag', ['headwater.js', 'headwater.core.mjs']],
  ['inline', ['headwater.inline.js']],
] as const) {
  browserTest(`script tag: ${files[0]}`, { dist, pages: { '/': pageWithHeadwater({ as }) } }, async site => {
    const { requests } = await openPage(site, '/')
    await site.waitForTransaction('pageload')
    const scripts = requests.filter(({ type }) => type === 'script').map(({ url }) => url)
    assert.deepEqual(
      scripts,
      files.map(name => `${site.origin}/dist/${name}`),
    )
  })
}
