/** Prints what the viewer takes for a large trace and for the list. Started by run.mjs. */
import { brotliCompressSync } from 'node:zlib'
import { readFileSync } from 'node:fs'
import { chromium, type Page } from 'playwright-core'
import { target } from '../../demo/viewer/build.mjs'
import { largeTrace } from '../viewer/support/large-trace.ts'
import { filledCollector } from './collector-query.mjs'
import { ViewerServer } from '../viewer/support/server.ts'

const spans = 100_000
const stored = 1_000_000
const rounds = 5

const server = await ViewerServer.start()
// A browser of its own: it has to draw as many frames as it can.
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
try {
  server.fixed.set('/api/traces/large', JSON.stringify(largeTrace(spans)))
  const paints: number[] = []
  const built: number[] = []
  let scroll: Frames | undefined
  let drag: Frames | undefined
  let nodes = 0
  for (let round = 0; round < rounds; round++) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.addInitScript(watchPaint)
    await page.goto(`${server.origin}/trace/large`)
    const { painted, shown } = await page.evaluate<{ painted: number; shown: number }>('watched')
    paints.push(painted)
    built.push(shown)
    if (round === rounds - 1) {
      scroll = await frames(page, scrollThrough)
      drag = await frames(page, dragWindow)
      nodes = await page.evaluate('document.querySelectorAll(".tree *").length')
    }
    await page.close()
  }
  const lists: number[] = []
  const collector = await filledCollector(stored)
  for (let round = 0; round < rounds; round++) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.addInitScript(watchList)
    await page.goto(`${collector.origin}/`)
    lists.push(await page.evaluate<number>('watched'))
    // The graph and the tags come, too, before the next round.
    await page.locator('.tag').first().waitFor()
    await page.locator('.u-over').waitFor()
    await page.close()
  }
  await collector.end()
  const weight = ['viewer.js', 'viewer.css'].reduce((sum, name) => sum + brotliCompressSync(readFileSync(`${target}/${name}`)).length, 0)
  console.log(`\nViewer, Chromium ${browser.version()}`)
  row(`a trace of ${spans} spans: data arrived to first paint, ms`, median(paints).toFixed(0), '200')
  row('  of it until the tree is built and painted on, ms', median(built).toFixed(0), '')
  row('  scrolling through it, frames a second', scroll!.rate.toFixed(0), 'at least 50')
  row('  scrolling, p95 of a frame, ms', scroll!.p95.toFixed(1), '20')
  row("  dragging the minimap's window, frames a second", drag!.rate.toFixed(0), 'at least 50')
  row('  dragging, p95 of a frame, ms', drag!.p95.toFixed(1), '20')
  row('  DOM nodes in the tree', nodes, '400')
  row('the list page, a million transactions stored: start to first paint, ms', median(lists).toFixed(0), '600')
  row("the viewer's JavaScript and CSS, bytes of brotli", weight, '60000')
} finally {
  await browser.close()
  server.close()
}
process.exit()

interface Frames {
  rate: number
  p95: number
}

function row(what: string, value: string | number, limit: string): void {
  console.log(what.padEnd(72) + String(value).padStart(8) + (limit && `   (${limit})`))
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
}

/** In the page: from when the answer is there until the tree is built, and until the frame with it has been drawn. */
function watchPaint(): void {
  const marked = new Promise<number>(resolve => {
    new PerformanceObserver(list => {
      const [mark] = list.getEntriesByName('viewer:shown')
      if (mark) resolve(mark.startTime)
    }).observe({ entryTypes: ['mark'] })
  })
  const drawn = new Promise<number>(resolve => {
    const mark = performance.mark.bind(performance)
    performance.mark = (name, options) => {
      if (name === 'viewer:shown') {
        requestAnimationFrame(() => {
          const channel = new MessageChannel()
          channel.port1.onmessage = () => resolve(performance.now())
          channel.port2.postMessage(0)
        })
      }
      return mark(name, options)
    }
  })
  Object.assign(globalThis, {
    watched: Promise.all([marked, drawn]).then(([shown, painted]) => {
      const arrived = performance.getEntriesByName('viewer:arrived')[0]!.startTime
      return { shown: shown - arrived, painted: painted - arrived }
    }),
  })
}

/** In the page: when the frame with the table has been drawn, since the page was asked for. */
function watchList(): void {
  const mark = performance.mark.bind(performance)
  Object.assign(globalThis, {
    watched: new Promise<number>(resolve => {
      performance.mark = (name, options) => {
        if (name === 'viewer:listed') {
          requestAnimationFrame(() => {
            const channel = new MessageChannel()
            channel.port1.onmessage = () => resolve(performance.now())
            channel.port2.postMessage(0)
          })
        }
        return mark(name, options)
      }
    }),
  })
}

/** Frames of two seconds in which `act` does a step in each. */
async function frames(page: Page, act: (frame: number) => void): Promise<Frames> {
  const times = await page.evaluate<number[]>(`(async () => {
    const act = ${act.toString()}
    const times = []
    let last = await new Promise(requestAnimationFrame)
    for (let frame = 0; frame < 120; frame++) {
      act(frame)
      const now = await new Promise(requestAnimationFrame)
      times.push(now - last)
      last = now
    }
    return times
  })()`)
  const sorted = [...times].sort((a, b) => a - b)
  return { rate: (1000 * times.length) / times.reduce((sum, time) => sum + time, 0), p95: sorted[Math.floor(times.length * 0.95)]! }
}

function scrollThrough(frame: number): void {
  const scroller = document.querySelector('.scroller')!
  scroller.scrollTop = (frame / 119) * (scroller.scrollHeight - scroller.clientHeight)
}

function dragWindow(frame: number): void {
  const minimap = document.querySelector('.minimap')!
  const { left, top, width, height } = minimap.getBoundingClientRect()
  // A pointer that is made up cannot be captured.
  ;(minimap as HTMLElement).setPointerCapture = Object
  const x = left + (frame === 0 ? 0.1 : 0.15 + 0.8 * (frame / 119)) * width
  for (const type of frame === 0 ? ['pointerdown', 'pointermove'] : frame === 119 ? ['pointermove', 'pointerup'] : ['pointermove']) {
    minimap.dispatchEvent(new PointerEvent(type, { clientX: x, clientY: top + height / 2, button: 0, pointerId: 1, bubbles: true }))
  }
}
