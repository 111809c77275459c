import type { Page, Site } from './site.ts'

/** Values that nobody should give, as JavaScript that makes them in the page. */
export const hostileValues: Record<string, string> = {
  'a number': '7',
  NaN: 'NaN',
  'a negative number': '-1',
  'a huge number': '1.7e308',
  'an object': '({})',
  'a symbol': "Symbol('mine')",
  'a BigInt': '10n ** 400n',
  'a function': '() => 1',
  'an invalid Date': 'new Date(NaN)',
  'a list of symbols': '[Symbol()]',
  bytes: 'new Uint8Array(9)',
  'a Map': 'new Map([[1, 2]])',
  'a node': 'document.documentElement',
  'the window': 'window',
  'an object without prototype': 'Object.create(null)',
  'an object without text': "({ toString() { throw new Error('mine') }, toJSON() { throw new Error('mine') } })",
  'getters that throw':
    "({ get op() { throw new Error('mine') }, get name() { throw new Error('mine') }, get tags() { throw new Error('mine') } })",
  'a proxy that refuses everything': 'refusing({})',
  'a revoked proxy': '(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()',
  'a cycle': '(() => { const a = {}; a.a = a; a.b = [a]; return a })()',
  'a list without end': 'new Array(4e9)',
  '10 MB of text': "'x'.repeat(1e7)",
  'half a surrogate pair': "'\\ud800'",
  'a NUL': "'\\0'",
}

/** What those need, and where the page notes what was thrown at it. */
export const hostileTools = `<script>
  window.thrown = []
  const refusing = (target) => new Proxy(target, new Proxy({}, { get: () => () => { throw new Error('mine') } }))
  const attempt = (what, work) => {
    try {
      return work()
    } catch (error) {
      thrown.push(what + ': ' + (error?.stack ?? String(error)))
    }
  }
</script>`

export interface HostilePage {
  /** HTML before our script. */
  head?: string
  /** What the page's script does after ours, as JavaScript. */
  then: string | ((site: Site) => string)
}

/** A page that loads the script without options in its tag; \`then\` calls \`init\`. */
export const hostilePage =
  ({ head = '', then }: HostilePage): Page =>
  site =>
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>page</title>
${hostileTools}
${head}
<script src="/dist/headwater.js"></script>
<script>${(typeof then === 'string' ? then : then(site)).replaceAll('</', '<\\/')}</script>
</head>
<body><p>page</p></body>
</html>
`
