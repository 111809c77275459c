/**
 * How much of a page that is left arrives. Pages are close, the endpoint is not, and is first spoken to over TLS. Started by
 * run.mjs.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { connectBrowser, startSite, type ReceivedEnvelope, type Transaction } from '../browser/support/index.ts'
import type { Item } from '../wire/framing.ts'
import { startIngest } from './ingest.ts'
import { images, leavingPages, type Sdk } from './leaving-pages.ts'

/** For each distance and SDK. */
const exitsEach = Number(process.argv[2] ?? 50)
const roundTrips = [0, 60, 300]
const sdks: Sdk[] = ['Headwater', 'Sentry']
/** Latest moment of leaving, ms after the navigation began. */
const longest = 3000
/** What has not arrived so many ms and round trips after the exit is lost. */
const patience = 5000

interface Exit {
  id: number
  sdk: Sdk
  roundTrip: number
  /** ms after the navigation began. */
  moment: number
  byClosing: boolean
  /** When it happened, ms since 1970. */
  time: number
}

const site = await startSite({ pages: await leavingPages() })
const ingest = await startIngest()
const ports = Object.fromEntries(await Promise.all(roundTrips.map(async ms => [ms, await ingest.portAt(ms)])))
const browser = await connectBrowser(['--ignore-certificate-errors'])
const exits = plan()
await visitAll()
report()
await browser.close()
process.exit()

/** The same moments for each distance and SDK; neighbours in time, so that both have the same machine. */
function plan(): Exit[] {
  const random = randomNumbers(20)
  const exits: Exit[] = []
  for (let index = 0; index < exitsEach; index++) {
    const moment = random() * longest
    for (const roundTrip of roundTrips) {
      for (const sdk of sdks) exits.push({ id: exits.length + 1, sdk, roundTrip, moment, byClosing: index % 2 === 1, time: NaN })
    }
  }
  return exits
}

/** From 0 to 1, the same in every run (mulberry32). */
function randomNumbers(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

async function visitAll(): Promise<void> {
  // What the server compresses once, and the browser does once.
  await visit({ id: 0, sdk: 'Headwater', roundTrip: 0, moment: 2000, byClosing: true, time: NaN })
  const waiting = [...exits]
  const settled: Promise<void>[] = []
  const work = async (): Promise<void> => {
    for (let exit; (exit = waiting.shift()); ) settled.push((await visit(exit)).settled)
  }
  await Promise.all([work(), work(), work()])
  await Promise.all(settled)
}

/** Resolves once the page was left; `settled` when nothing more of it can come. */
async function visit(exit: Exit): Promise<{ settled: Promise<void> }> {
  const context = await browser.newContext()
  const tab = await context.newPage()
  // Not by `goto`, which waits for what may be left before it is there.
  const tools = await context.newCDPSession(tab)
  const go = (url: string): Promise<unknown> => tools.send('Page.navigate', { url }).catch(() => {})
  const leaving = delay(exit.moment)
  void go(`${site.origin}/${exit.sdk}?exit=${exit.id}&port=${ports[exit.roundTrip]}`)
  await leaving
  exit.time = Date.now()
  // Neither need be answered: a navigation isn't when it takes the place of one that has just begun.
  await Promise.race([exit.byClosing ? tab.close() : go(`${site.foreignOrigin}/elsewhere`), delay(1000)])
  // Requests that outlive their page end with its context.
  return { settled: delay(patience + 4 * exit.roundTrip).then(() => Promise.race([context.close(), delay(1000)])) }
}

function report(): void {
  const ran = said('/ran')
  const connected = said('/connected')
  console.log(`\n${'left within 3 s, endpoint over cold TLS'.padEnd(44)}${columns(roundTrips.map(ms => `+ ${ms} ms`))}`)
  const row = (what: string, sdk: Sdk, value: (of: Exit[]) => string): void => {
    const values = roundTrips.map(ms => value(exits.filter(exit => exit.sdk === sdk && exit.roundTrip === ms)))
    console.log(what.padEnd(44) + columns(values))
  }
  const share =
    (among: Map<number, number>, is: (exit: Exit) => boolean) =>
    (of: Exit[]): string => {
      const counted = of.filter(({ id }) => among.has(id))
      return `${counted.filter(is).length} of ${counted.length}`
    }
  for (const sdk of sdks) {
    row(`${sdk}: left before the script ran`, sdk, of => String(of.filter(({ id }) => !ran.has(id)).length))
    row(`${sdk}: root arrived`, sdk, share(ran, hasRoot))
    row(`${sdk}: largest envelope, bytes`, sdk, of =>
      String(Math.max(0, ...of.flatMap(envelopesOf).map(({ request }) => request.body.length))),
    )
  }
  row('Headwater, core was there: root arrived', 'Headwater', share(connected, hasRoot))
  row('  with all images', 'Headwater', share(connected, isWhole))
  row('  cut by importance', 'Headwater', share(connected, isCut))
  for (const exit of exits.filter(({ id, sdk }) => sdk === 'Headwater' && ran.has(id))) {
    if (hasRoot(exit)) continue
    const { roundTrip, byClosing, time, id } = exit
    const since = connected.has(id)
      ? `${time - connected.get(id)!} ms after the core was there`
      : `${time - ran.get(id)!} ms after the script ran`
    console.log(`lost at + ${roundTrip} ms, ${byClosing ? 'closed' : 'navigated'} ${since}`)
  }
}

/** When the page of an exit asked for this path, ms since 1970, by its id. */
function said(path: string): Map<number, number> {
  return new Map(site.requests.filter(request => request.path === path).map(({ query, time }) => [Number(query.get('exit')), time]))
}

function envelopesOf({ id }: Exit): ReceivedEnvelope[] {
  return ingest.envelopes.filter(({ request }) => request.path === `/api/${id}/envelope/`)
}

function pageloadOf(exit: Exit): Transaction | undefined {
  return envelopesOf(exit)
    .map(({ transaction }) => transaction)
    .find(transaction => transaction?.contexts.trace.op === 'pageload')
}

function hasRoot(exit: Exit): boolean {
  return pageloadOf(exit) !== undefined || envelopesOf(exit).some(({ items }) => items.some(hasSegment))
}

/** Whether it is Sentry's item of spans, version 2, with the pageload's root among them. */
function hasSegment({ header, payload }: Item): boolean {
  if (header.type !== 'span') return false
  const { items } = JSON.parse(Buffer.from(payload).toString()) as { items: StreamedSpan[] }
  return items.some(({ is_segment: isSegment, attributes }) => isSegment && attributes['sentry.op']?.value === 'pageload')
}

interface StreamedSpan {
  is_segment: boolean
  attributes: Record<string, { value: unknown } | undefined>
}

function isCut(exit: Exit): boolean {
  return Boolean(pageloadOf(exit)?.contexts.trace.data?.['headwater.dropped_spans'])
}

function isWhole(exit: Exit): boolean {
  return pageloadOf(exit)?.spans.filter(({ op }) => op === 'resource.img').length === images
}

function columns(values: string[]): string {
  return values.map(value => value.padStart(11)).join('')
}
