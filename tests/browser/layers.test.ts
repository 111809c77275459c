/** What others have put over fetch and XMLHttpRequest, below Headwater and above it: page and server can tell no difference. */
import { clientCalls, clients } from './support/client-calls.ts'
import { openIn } from './support/compare-calls.ts'
import { everywhere, layerComparison } from './support/compare-layers.ts'
import { browserTest } from './support/index.ts'
import { layerCalls } from './support/layer-calls.ts'
import { layers, type Layer } from './support/layers.ts'

for (const [name, layer] of Object.entries(layers)) {
  const { pages, foreignTraces, compare } = layerComparison(layerCalls)
  browserTest(`below and above: ${name}`, { pages, foreignTraces, cors: 'credentials', testTimeout: 120_000 }, site =>
    compare(site, openIn(site), layer, everywhere),
  )
}

/** Layers that are loaded between the clients and Headwater's own place, for the clients' own forms of calls. */
for (const name of ['native', 'OpenTelemetry 0.207', 'whatwg-fetch', 'one with defaults', 'a promise with members'] as const) {
  const { pages, foreignTraces, compare } = layerComparison(clientCalls)
  const layer: Layer = { ...layers[name]!, code: `${layers[name]!.code};${clients}` }
  browserTest(`ky and axios over: ${name}`, { pages, foreignTraces, cors: 'credentials', testTimeout: 120_000 }, site =>
    compare(site, openIn(site), layer, {
      below: name === 'native' ? everywhere.below : ['sampled'],
      above: name === 'native' ? ['sampled'] : [],
    }),
  )
}
