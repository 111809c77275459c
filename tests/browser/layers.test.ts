/** What others have put over fetch and XMLHttpRequest, below Headwater and above it: page and server can tell no difference. */
import { openIn } from './support/compare-calls.ts'
import { everywhere, layerComparison } from './support/compare-layers.ts'
import { browserTest } from './support/index.ts'
import { layerCalls } from './support/layer-calls.ts'
import { layers } from './support/layers.ts'

for (const [name, layer] of Object.entries(layers)) {
  const { pages, foreignTraces, compare } = layerComparison(layerCalls)
  browserTest(`below and above: ${name}`, { pages, foreignTraces, cors: 'credentials', testTimeout: 120_000 }, (site) => compare(site, openIn(site), layer, everywhere))
}
