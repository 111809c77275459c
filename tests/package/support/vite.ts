import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import type { SiteOptions } from '../../browser/support/index.ts'
import { pagesOf } from './pages.ts'
import { root } from './project.ts'

const page = (entry: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${entry}</title>
<link rel="icon" href="data:,">
<script type="module" src="/${entry}.js"></script>
</head>
<body>
<div id="app"></div>
<div id="second"></div>
</body>
</html>
`

/** Packages of the repository that applications of a project use as if they had installed them. */
const packages = Object.fromEntries(
  ['vue', 'vue2', 'vue-router', 'vue-router3', 'vue-router5'].map(name => [name, `${root}/node_modules/${name}`]),
)

export interface BuildOptions {
  /** Whether Vue 3 has its Options API. Default true. */
  optionsApi?: boolean
  /** What stands for modules that scripts import. */
  alias?: Record<string, string>
}

/** Builds one page for each script of a project, with Vite; answers them by path, `/name/` and what they load. */
export async function buildPages(
  folder: string,
  entries: string[],
  { optionsApi = true, alias = {} }: BuildOptions = {},
): Promise<NonNullable<SiteOptions['pages']>> {
  for (const entry of entries) writeFileSync(join(folder, `${entry}.html`), page(entry))
  const outDir = join(folder, `built-${entries[0]}`)
  await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    resolve: {
      alias: Object.entries({ ...packages, ...alias }).map(([find, replacement]) => ({ find: new RegExp(`^${find}$`), replacement })),
    },
    define: {
      __VUE_OPTIONS_API__: String(optionsApi),
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    build: { outDir, target: 'es2022', rollupOptions: { input: entries.map(entry => join(folder, `${entry}.html`)) } },
  })
  const pages = pagesOf(outDir)
  return { ...pages, ...Object.fromEntries(entries.map(entry => [`/${entry}/`, pages[`/${entry}.html`]!])) }
}
