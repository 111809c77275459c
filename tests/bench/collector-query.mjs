// node tests/bench/collector-query.mjs [transactions]: how fast the demo's collector (build/native) answers what its viewer asks,
// with a million transactions stored (their spans are left out but for two traces). Fills a database with SQLite's own program.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const program = `${root}/build/native/demo/collector/headwater-collector`

const questions = {
  'groups with p95': '/api/query',
  'groups with p95 of three tags and a filter': '/api/query?query=op:pageload+browser:F*&columns=browser,country,plan,count(),p95(lcp)',
  'series of count and p95': '/api/series?columns=count(),p95(duration)&buckets=60',
  'the newest 100': '/api/query?columns=transaction,op,start,duration',
  'the slowest 100': '/api/query?columns=transaction,op,start,duration&sort=-duration',
  'free text and a number': '/api/query?query=page/1+duration:>800ms&columns=transaction,count(),p95()',
  tags: '/api/tags',
  'tags of the slowest': '/api/tags?compare=slowest',
  'values of a key': '/api/values?key=user.id&prefix=u1',
  'a trace of 6,300 spans': `/api/traces/${'a'.repeat(32)}`,
  'a trace of 100,000 spans': `/api/traces/${'b'.repeat(32)}`,
}

/** `{ line, start, memory, times }`: ms, MB; `start` when it had this file before; times are medians of seven, by the names above. */
export async function collectorQueries({ transactions = 1_000_000 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-query-'))
  try {
    const file = await filledFile(folder, transactions)
    const clock = performance.now()
    const first = await start(file)
    const firstTime = performance.now() - clock
    await first.end()
    const before = performance.now()
    const collector = await start(file)
    const startTime = performance.now() - before
    const times = {}
    try {
      for (const [name, path] of Object.entries(questions)) {
        const measured = []
        let size = 0
        for (let time = 0; time < 8; time++) {
          const from = performance.now()
          const response = await fetch(collector.origin + path)
          size = (await response.arrayBuffer()).byteLength
          if (response.status !== 200) throw new Error(`${path}: ${response.status}`)
          if (time > 0) measured.push(performance.now() - from)
        }
        measured.sort((a, b) => a - b)
        times[name] = { median: measured[3], slowest: measured.at(-1), size }
      }
      const memory = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${collector.pid}/status`, 'utf8'))[1]) / 1024
      const lines = Object.entries(times).map(
        ([name, { median, slowest, size }]) =>
          `  ${name.padEnd(44)} ${median.toFixed(0).padStart(6)} ms  (slowest of 7: ${slowest.toFixed(0)}; ${(size / 1024).toFixed(0)} kB)`,
      )
      const line =
        `collector: ${transactions} transactions stored; started in ${(startTime / 1000).toFixed(1)} s ` +
        `(${(firstTime / 1000).toFixed(1)} s with a file that others have filled), ${memory.toFixed(0)} MB resident\n` +
        lines.join('\n')
      return { line, start: startTime, memory, times }
    } finally {
      await collector.end()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** One with so many transactions stored, as `{ origin, end }`. */
export async function filledCollector(transactions) {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-filled-'))
  const { origin, end } = await start(await filledFile(folder, transactions))
  return {
    origin,
    async end() {
      await end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The path of a file in `folder` with so many transactions. */
async function filledFile(folder, transactions) {
  const file = join(folder, 'traces.db')
  // The collector makes the tables.
  const maker = await start(file)
  await maker.end()
  fill(file, transactions)
  return file
}

async function start(file) {
  const child = spawn(program, ['--port', '0', '--db', file, '--max-db', '100000'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return {
    origin: /http:\/\/[^/\s]+/.exec(line)[0],
    pid: child.pid,
    async end() {
      const over = once(child, 'exit')
      child.kill()
      await over
    },
  }
}

function fill(file, transactions) {
  const random = factor => `((i * ${factor}) % 1000003) / 1000003.0`
  const now = Date.now() / 1000
  const spans = (id, trace, count) => `
    INSERT INTO span(txn, trace_id, span_id, parent_id, op, descr, status, start, dur, data, tags, extra, links)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      SELECT ${id}, '${trace.repeat(32)}', printf('%016x', i), printf('%016x', i / 3), 'http.client', 'GET https://shop.example/api/items/' || i,
        'ok', ${now} + i / 1e4, 0.01 + i % 50 / 1e3, '{"http.response.status_code":200,"server.address":"shop.example"}', '{}', '{"origin":"auto.http"}', 0 FROM n;
    UPDATE txn SET trace_id = '${trace.repeat(32)}', span_count = ${count} WHERE id = ${id};`
  const sql = `
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = OFF;
    BEGIN;
    INSERT INTO envelope(id, event_id, received, project, sdk, raw)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${transactions})
      SELECT i, printf('%032x', i), ${now}, '1', 'sdk/1', x'7b7d0a' FROM n;
    INSERT INTO txn(id, event_id, envelope, project, trace_id, span_id, name, op, status, service, env, release, user, sample_rate,
        start, dur, span_count, received, sdk, pending, tags, measurements)
      SELECT id AS i, event_id, id, '1', printf('%032x', id * 3), printf('%016x', id),
        '/page/' || ((id * 7919) % 200), CASE id % 3 WHEN 0 THEN 'pageload' WHEN 1 THEN 'navigation' ELSE 'http.server' END,
        CASE id % 40 WHEN 0 THEN 'internal_error' ELSE 'ok' END, 'shop-' || (id % 4), 'production', 'shop@' || (id % 5),
        'u' || (id % 5000), 0.25, ${now} - 2592000.0 * (${transactions} - id) / ${transactions},
        0.05 / (0.02 + ${random(48271).replaceAll('i ', 'id ')}), 50, ${now}, 'sdk/1', 0,
        json_object('browser', CASE id % 7 WHEN 0 THEN 'Safari' WHEN 1 THEN 'Firefox' ELSE 'Chrome' END, 'country', 'c' || (id * 31 % 40),
          'plan', CASE id % 9 WHEN 0 THEN 'paid' ELSE 'free' END, 'host', 'h' || (id % 16), 'version', 'v' || (id % 23)),
        json_object('lcp', json_object('value', 300 + ${random(69621).replaceAll('i ', 'id ')} * 4000, 'unit', 'millisecond'),
          'fcp', json_object('value', 200 + ${random(16807).replaceAll('i ', 'id ')} * 1000, 'unit', 'millisecond'),
          'cls', json_object('value', ${random(39373).replaceAll('i ', 'id ')} / 4, 'unit', ''))
      FROM envelope;
    INSERT INTO txn_detail SELECT id, '{}', '{}' FROM txn;
    ${spans(transactions - 1, 'a', 6300)}
    ${spans(transactions, 'b', 100_000)}
    COMMIT;
    PRAGMA wal_checkpoint(TRUNCATE);`
  const { status, stderr } = spawnSync('sqlite3', [file], { input: sql, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0 || stderr) throw new Error(`sqlite3: ${stderr}`)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log((await collectorQueries({ transactions: Number(process.argv[2] ?? 1_000_000) })).line)
}
