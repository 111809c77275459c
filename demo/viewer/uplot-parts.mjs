// Of uPlot what the graph needs: without its legend (ours says more), its scales that are not linear, its scatter plots and
// its other ways to draw a line. A third of the viewer's script would be that library.

import { readFileSync } from 'node:fs'

/** Each has to be found: another version of it may be written in another way. */
const changes = [
  // What it offers to others at its end, and so all that only that uses.
  [/uPlot\.assign = assign;[^]*(?=export \{)/, 'uPlot.paths = { bars };\n'],
  // A browser whose language is "C", as WebKitGTK's may be, throws for it, and nothing would be shown.
  [/new Intl\.NumberFormat\(.*\)/, 'new Intl.NumberFormat()'],
  ['const showLegend = legend.show', 'const showLegend = false'],
  ['let multiValLegend = false', 'const multiValLegend = false'],
  ['multiValLegend = getMultiVals != null;', ''],
  [/\b[\w.]*distr == (2|3|4|100)\b/g, 'false'],
  [/\bmode == 2\b/g, 'false'],
  [/\bmode == 1\b/g, 'true'],
]

/** For esbuild. */
export const uplotParts = {
  name: 'uplot-parts',
  setup(build) {
    build.onLoad({ filter: /uPlot\.esm\.js$/ }, ({ path }) => {
      let contents = readFileSync(path, 'utf8')
      for (const [from, to] of changes) {
        const changed = contents.replace(from, to)
        if (changed === contents) throw new Error(`uPlot has no ${from} any more`)
        contents = changed
      }
      return { contents }
    })
  },
}
