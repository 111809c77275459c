import type { Page, Site } from './site.ts'

export interface HeadwaterPage {
  /** `tag`: script tag of headwater.js. `inline`: of headwater.inline.js. `module`: import of headwater.mjs and `init`. Default `tag`. */
  as?: 'tag' | 'inline' | 'module'
  /** Part of the traces that is kept. Default 1; null leaves the option out. */
  sampleRate?: number | null
  /** Further `data-*` attributes of the script tag, names without `data-`. */
  attributes?: Record<string, string | number | boolean>
  /** Other attributes of the script tag as written: `async`, `defer`, `crossorigin`. */
  scriptAttributes?: string
  /** For `module`: further members of the `init` options, as JavaScript source (`tracingOrigins: [/x/], debug: true`). */
  options?: string
  /** Under which of the site's origins the files are loaded. Default: relative to the page. */
  from?: (site: Site) => string
  /** HTML before and after the script, both in the head (meta tags, styles, scripts that call Headwater). */
  head?: string
  afterScript?: string
  body?: string
  title?: string
}

/** A page that loads Headwater from `/dist/` and sends to its own site. A module puts the namespace on `window.Headwater`. */
export function pageWithHeadwater(options: HeadwaterPage = {}): Page {
  const { head = '', afterScript = '', body = '<p>page</p>', title = 'page' } = options
  return site => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
${head}
${script(site, options)}
${afterScript}
</head>
<body>
${body}
</body>
</html>
`
}

function script(site: Site, { as = 'tag', sampleRate = 1, from, ...rest }: HeadwaterPage): string {
  const base = `${from?.(site) ?? ''}/dist/`
  if (as === 'module') {
    const rate = sampleRate === null ? '' : `tracesSampleRate: ${sampleRate},`
    return `<script type="module">
import * as Headwater from '${base}headwater.mjs'
window.Headwater = Headwater
Headwater.init({ dsn: '${site.dsn}', ${rate} ${rest.options ?? ''} })
</script>`
  }
  const data = { dsn: site.dsn, 'traces-sample-rate': sampleRate, ...rest.attributes }
  const attributes = Object.entries(data)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `data-${name}="${String(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`)
  const file = as === 'inline' ? 'headwater.inline.js' : 'headwater.js'
  return `<script src="${base}${file}" ${attributes.join(' ')} ${rest.scriptAttributes ?? ''}></script>`
}
