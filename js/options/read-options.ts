import { pageOrigin, textOf, urlOf } from '../base/values.ts'
import { SDK, VERSION } from '../base/version.ts'
import { warn } from '../base/warn.ts'
import type { Check, Config, Options } from '../seam/options.ts'
import { numberOf, readTrace } from '../trace/trace.ts'
import { check, list } from './check.ts'

/** Where the envelopes of `{protocol}://{key}@{host}[/path]/{project id}` go; undefined when it isn't one. */
export function endpointOf(dsn: unknown): string | undefined {
  const [, origin, key, host, path, project] = /^(https?:\/\/)(\w+)@([^/@]+)(\/(?:.*\/)?)(\d+)\/?$/.exec(textOf(dsn)) || []
  return (
    project &&
    // In the query: a header would cost a preflight.
    `${origin}${host}${path}api/${project}/envelope/?sentry_version=7&sentry_key=${key}&sentry_client=${SDK}%2F${VERSION}`
  )
}

const checks: Check[] = [
  // Without the secret that those of old had behind the key: nobody asks for it.
  ['dsn', value => endpointOf((value = textOf(value).replace(/:\w*@/, '@'))) && value, 'https://key@host/project'],
  ['tunnel release environment coreUrl', 'string', 'short string'],
  // A rate that can't be read must not record everybody.
  ['tracesSampleRate', numberOf, 'rate from 0 to 1', 0],
  ['tracesSampler shouldCreateSpanForRequest beforeNavigate navigationKey', 'function'],
  [
    'tracingOrigins tracePropagationTargets',
    list(
      entry => entry instanceof RegExp && entry.source,
      path => new RegExp('^' + path),
    ),
    'list of strings or RegExps',
  ],
  // traceXhr: as data-trace-xhr reads.
  ['startTransactionOnPageLoad startTransactionOnLocationChange traceFetch traceXHR traceXhr detectRedirects', 'true|false'],
  ['ignoreBots', 'true|false|all'],
  ['trace', (value: any) => readTrace(value) && value, 'sentry-trace'],
  ['wasm', 'off'],
  // Read here, where what throws is refused.
  ['integrations', list(one => [one.options, one.setup]), 'list'],
]

/**
 * Checks the options that the shim knows. Those that it doesn't are left to the core module, or named when it can't be needed.
 * `isTag`: others may be somebody else's attributes.
 */
export function readOptions(options: Options, isTag?: boolean): Config {
  const own = check(checks, options)
  const [read, rest] = own
  for (const one of read.integrations || []) check(checks, one.options).forEach((more, i) => Object.assign(own[i]!, { ...more, ...own[i] }))
  const url = (read.tunnel ? urlOf(read.tunnel)?.href : endpointOf(read.dsn)) || ''
  if (!url) {
    // A worker records nothing anyway.
    if (globalThis.document) warn('no dsn or tunnel; not recorded')
    // A "no" stays a "no", anything else is undecided.
    read.tracesSampler = undefined
    read.tracesSampleRate = read.tracesSampleRate && undefined
  }
  const names = Object.keys(rest)
  if (!isTag && names[0] && !read.tracesSampler && read.tracesSampleRate === undefined) warn(`no tracesSampleRate; ignored: ${names}`)
  return {
    // Without a prototype: members that somebody else's code gave to all objects are no options.
    __proto__: null,
    ...read,
    url,
    tracingOrigins: read.tracingOrigins || read.tracePropagationTargets || (pageOrigin() === 'null' ? [] : ['localhost', /^\//]),
    traced: [read.traceFetch !== false && 'fetch', (read.traceXHR ?? read.traceXhr) !== false && 'xmlhttprequest'],
    rest,
    isTag,
  } as unknown as Config
}
