import { build } from 'esbuild'
import { html, type Answer } from '../browser/support/answers.ts'
import { publicKey, type Page, type Site } from '../browser/support/index.ts'

export type Sdk = 'Headwater' | 'Sentry'

/**
 * A shop's page under `/Headwater` and `/Sentry`, which gets its number (`exit`) and the port of the endpoint by its query. It
 * says `/ran` once the tracing script has run, and `/connected` once Headwater's core was there.
 */
export async function leavingPages(): Promise<Record<string, Page>> {
  const sentry = script(await sentryScript())
  const none = { status: 204 }
  return {
    '/Headwater': (site, { query }) =>
      shop(site, query, `src="/dist/headwater.js" data-traces-sample-rate="1" data-tracing-origins="${site.origin}"`),
    '/Sentry': (site, { query }) => shop(site, query, 'src="/sentry.js"'),
    '/sentry.js': () => sentry,
    '/style.css': () => ({ headers: { 'content-type': 'text/css' }, body: 'img { width: 40px; height: 40px }' }),
    '/part.js': () => script('globalThis.parts = (globalThis.parts || 0) + 1'),
    '/elsewhere': '<!doctype html><title>elsewhere</title><link rel="icon" href="data:,">',
    '/ran': () => none,
    '/connected': () => none,
  }
}

const script = (body: string): Answer => ({ headers: { 'content-type': 'text/javascript' }, body })

export const images = 40

function shop(site: Site, query: URLSearchParams, sdk: string): Answer {
  const dsn = `https://${publicKey}@localhost:${query.get('port')}/${query.get('exit')}`
  const pictures = Array.from({ length: images }, (_, index) => `<img src="/image?ms=${10 + index}&n=${index}" alt="">`)
  return html(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>shop</title>
<link rel="icon" href="data:,">
<script>${coreProbe(query)}</script>
<script ${sdk} data-dsn="${dsn}"></script>
<script>navigator.sendBeacon('/ran?${query}')</script>
<link rel="stylesheet" href="/style.css">
<script src="/part.js?1"></script>
<script src="/part.js?2" defer></script>
<script src="/part.js?3" async></script>
</head>
<body>
<h1>shop</h1>
${pictures.join('\n')}
<script>
for (const at of [0, 400, 900, 1500, 2100, 2700]) setTimeout(() => fetch('${site.origin}/api/slow?ms=80&at=' + at).then((answer) => answer.text()), at)
</script>
</body>
</html>
`)
}

/** A task after the module was made, the core is connected. It is said by a beacon, since neither SDK takes notice of one. */
const coreProbe = (query: URLSearchParams): string => `
  const { instantiate } = WebAssembly
  WebAssembly.instantiate = (...args) => {
    const made = instantiate(...args)
    made.then(() => setTimeout(() => navigator.sendBeacon('/connected?${query}')))
    return made
  }`

/** Sentry's SDK as its documentation has it set up for tracing. */
async function sentryScript(): Promise<string> {
  const contents = `import { browserTracingIntegration, init } from '@sentry/browser'
    const { dsn } = document.currentScript.dataset
    init({ dsn, integrations: [browserTracingIntegration()], tracesSampleRate: 1 })`
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    logLevel: 'warning',
  })
  return outputFiles[0]!.text
}
