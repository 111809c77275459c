import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** What other SDKs are called in the table, by the name of their file in subjects/. */
export const peers = {
  sentry11: 'Sentry 11',
  sentry5: 'Sentry 5.27',
  otel: 'OTel',
  elastic: 'elastic',
  faro: 'faro',
} as const

export type Peer = keyof typeof peers

/** `none`: the page alone. `headwater` records, `unsampled` is the same for a visitor who is not sampled. */
export type Subject = 'none' | 'headwater' | 'unsampled' | Peer

export const peerNames = Object.keys(peers) as Peer[]
/** All of which the page can be made to record. */
export const recorders: Subject[] = ['none', 'headwater', ...peerNames]
export const everybody: Subject[] = ['none', 'headwater', 'unsampled', ...peerNames]

/** Scripts of a subject that the page loads: `start` alone, as a user has it, or also the calls of the rows, `globalThis.bench`. */
export async function scriptOf(subject: Subject, withCalls: boolean): Promise<string> {
  const file = subject === 'unsampled' ? 'headwater' : subject
  const { outputFiles } = await build({
    stdin: {
      contents: withCalls
        ? `import { bench, start } from './subjects/${file}.js'; start(globalThis.settings); globalThis.bench = bench; import './work.js'`
        : `import { start } from './subjects/${file}.js'; start(globalThis.settings)`,
      resolveDir: folder,
    },
    bundle: true,
    format: 'iife',
    write: false,
    minify: true,
    logLevel: 'error',
    target: 'es2020',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  return outputFiles[0]!.text
}
