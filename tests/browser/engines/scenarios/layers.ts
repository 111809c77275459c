/** Calls through what others have put over fetch and XMLHttpRequest: the shorter form of layers.test.ts, which is Chromium's. */
import { clientCalls, clients } from '../../support/client-calls.ts'
import { layerComparison, type Where } from '../../support/compare-layers.ts'
import { layerCalls, type LayerCall } from '../../support/layer-calls.ts'
import { layers as all, type Layer } from '../../support/layers.ts'
import type { Scenario } from '../scenario.ts'

const calls = [
  'a path',
  'a URL',
  'a Request',
  'a Request with headers and a body',
  'a record of headers',
  'pairs',
  'Headers',
  'a record of headers, elsewhere',
  'to strangers',
  'a record of headers, to strangers',
  'the caller’s own',
  'a failure that nobody handles',
  'the signal: aborted before',
  'the promise',
  'an iterator of headers that throws',
  'XHR',
  'XHR, headers and a body',
  'XHR, the caller’s own',
  'XHR, an answer that is an error',
]
const pick = (table: Record<string, LayerCall>, names: string[]): Record<string, LayerCall> =>
  Object.fromEntries(names.map(name => [name, table[name]!]))

const played = (layer: Layer, table: Record<string, LayerCall>, where: Where): Scenario => {
  const { pages, foreignTraces, compare } = layerComparison(table)
  return {
    engines: ['Firefox', 'WebKit'],
    cors: 'credentials',
    pages,
    foreignTraces,
    // Nobody handles one of the failures.
    pageErrors: /./,
    run: (site, open) => compare(site, open, layer, where),
  }
}

export const layers: Record<string, Scenario> = {
  ...Object.fromEntries(
    ['OpenTelemetry 0.207', 'whatwg-fetch', 'one that spreads', 'one with defaults', 'a promise with members'].map(
      (name): [string, Scenario] => [
        `calls below and above: ${name}`,
        played(all[name]!, pick(layerCalls, calls), { below: ['sampled'], above: ['sampled'] }),
      ],
    ),
  ),
  ...Object.fromEntries(
    ['OpenTelemetry', 'Sentry', 'zone.js', 'a subclass of Promise', 'a subclass of XMLHttpRequest'].map((name): [string, Scenario] => [
      `calls over: ${name}`,
      played(all[name]!, pick(layerCalls, calls), { below: ['sampled'] }),
    ]),
  ),
  'ky and axios': played({ code: clients }, clientCalls, { below: ['sampled'] }),
}
