/** Calls through what others have put over fetch and XMLHttpRequest: the shorter form of layers.test.ts. */
import { layerComparison } from '../../support/compare-layers.ts'
import { layerCalls } from '../../support/layer-calls.ts'
import { layers as all } from '../../support/layers.ts'
import type { Scenario } from '../scenario.ts'

const calls = [
  'a path', 'a URL', 'a Request', 'a Request with headers and a body', 'a record of headers', 'pairs', 'Headers', 'a record of headers, elsewhere',
  'to strangers', 'a record of headers, to strangers', 'the caller’s own', 'a failure that nobody handles', 'the signal: aborted before', 'the promise',
  'XHR', 'XHR, headers and a body', 'XHR, the caller’s own', 'XHR, an answer that is an error',
]
const table = Object.fromEntries(calls.map((name) => [name, layerCalls[name]!]))

export const layers: Record<string, Scenario> = Object.fromEntries(
  ['OpenTelemetry 0.207', 'whatwg-fetch', 'one that spreads', 'one with defaults', 'a promise with members'].map((name): [string, Scenario] => {
    const { pages, foreignTraces, compare } = layerComparison(table)
    return [`calls below and above: ${name}`, {
      engines: ['Chromium'], cors: 'credentials', pages, foreignTraces,
      // Nobody handles one of the failures.
      pageErrors: /./,
      run: (site, open) => compare(site, open, all[name]!, { below: ['sampled'], above: ['sampled'] }),
    }]
  }),
)
