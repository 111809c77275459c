// node tests/bench/collector-load.mjs: how much the demo's collector (build/native) takes. Posts page loads as the core
// writes them (a golden file with ids of their own) over connections that are kept alive, looks that all of them are
// stored, and prints one line.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const program = `${root}/build/native/demo/collector/headwater-collector`

/** `{ line, postsPerSecond, p50, p99, memory, database, bytes }`: times in ms, sizes in MB, `bytes` those of one envelope. */
export async function collectorLoad({ posts = 10_000, connections = 100 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-load-'))
  const child = spawn(program, ['--port', '0', '--db', join(folder, 'traces.db')], { stdio: ['ignore', 'pipe', 'inherit'] })
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  try {
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    const target = { agent, host: '127.0.0.1', port: Number(/:(\d+)\/$/.exec(line)[1]) }
    const template = pageload()
    const times = []
    let next = 0
    const started = performance.now()
    await Promise.all(
      Array.from({ length: connections }, async () => {
        while (next++ < posts) {
          const body = withNewIds(template)
          const before = performance.now()
          const { status, text } = await send({ ...target, method: 'POST', path: '/api/1/envelope/?sentry_key=abc' }, body)
          times.push(performance.now() - before)
          if (status !== 200) throw new Error(`the collector answered ${status}: ${text}`)
        }
      }),
    )
    const seconds = (performance.now() - started) / 1000
    const stored = await count(target)
    if (stored !== posts) throw new Error(`${posts} posts were answered with 200, ${stored} are stored`)
    times.sort((a, b) => a - b)
    const figures = {
      postsPerSecond: posts / seconds,
      p50: times[Math.floor(posts * 0.5)],
      p99: times[Math.floor(posts * 0.99)],
      memory: Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024,
      database: readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / 2 ** 20,
      bytes: Buffer.byteLength(template),
    }
    return { ...figures, line: lineOf(figures, posts, connections) }
  } finally {
    agent.destroy()
    child.kill()
    await once(child, 'exit')
    rmSync(folder, { recursive: true })
  }
}

function lineOf({ postsPerSecond, p50, p99, memory, database, bytes }, posts, connections) {
  return (
    `collector: ${posts} posts of ${bytes} bytes over ${connections} connections: ${postsPerSecond.toFixed(0)} posts/s, ` +
    `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${memory.toFixed(0)} MB resident, database ${database.toFixed(0)} MB`
  )
}

function pageload() {
  const text = readFileSync(`${root}/tests/golden/pageload-entries.envelopes`, 'utf8')
  const end = text.indexOf('\n{"event_id"')
  return end === -1 ? text : text.slice(0, end + 1)
}

/** Its event and trace replaced: both are of the same length as before, so the item's length stays right. */
function withNewIds(envelope) {
  for (const member of ['event_id', 'trace_id']) {
    const [, old] = new RegExp(`"${member}":"([0-9a-f]{32})"`).exec(envelope)
    envelope = envelope.replaceAll(old, crypto.randomUUID().replaceAll('-', ''))
  }
  return envelope
}

async function count(target) {
  const { text } = await send({ ...target, path: '/api/query?columns=count()' })
  return JSON.parse(text).rows[0]?.[0] ?? 0
}

function send(options, body) {
  return new Promise((resolve, reject) => {
    const sent = request(options, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', part => {
        text += part
      })
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode, text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) console.log((await collectorLoad()).line)
