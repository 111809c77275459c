// The query over time: how many, and one aggregate of them.

import uPlot from 'uplot'
import { cssColour as colour } from '../colours.ts'
import { moment } from '../format.ts'
import { html, render } from '../lit.ts'
import type { Column, SeriesAnswer } from '../wire.ts'
import { numberText } from './cells.ts'

export interface GraphHost {
  /** A part of the time was marked by dragging; with shift it is to be compared with the rest. */
  onRange: (from: number, to: number, compare: boolean) => void
  onReset: () => void
}

const height = 150

export class Graph {
  readonly element = document.createElement('div')
  readonly #canvas = document.createElement('div')
  readonly #legend = document.createElement('p')
  readonly #host: GraphHost
  #plot: uPlot | null = null
  #answer: SeriesAnswer | null = null
  #compared: [number, number] | null = null
  #isShifted = false
  /** Chosen by keyboard: times in the intervals where that began, and where it is now. */
  #chosen: [from: number, to: number] | null = null

  constructor(host: GraphHost) {
    this.#host = host
    this.element.className = 'graph'
    this.#legend.className = 'legend'
    this.element.append(this.#canvas, this.#legend)
    this.element.addEventListener(
      'mousedown',
      event => {
        this.#isShifted = event.shiftKey
      },
      true,
    )
    this.#canvas.addEventListener('keydown', event => this.#key(event))
    new ResizeObserver(() => {
      if (this.#plot && this.element.clientWidth > 0) this.#plot.setSize({ width: this.element.clientWidth, height })
    }).observe(this.element)
    addEventListener('themechange', () => this.#redraw())
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#redraw())
  }

  show(answer: SeriesAnswer, compared: [number, number] | null): void {
    const isAlike = this.#plot !== null && JSON.stringify(this.#answer?.columns) === JSON.stringify(answer.columns)
    this.#answer = answer
    this.#compared = compared
    this.#canvas.tabIndex = 0
    this.#canvas.role = 'slider'
    this.#canvas.ariaLabel = described(answer)
    const data = answer.columns.map((_, column) =>
      answer.rows.map(row => (column === 0 ? (row[0]! + answer.interval / 2) / 1000 : (row[column] ?? null))),
    ) as uPlot.AlignedData
    // New data while somebody drags does not end that.
    if (isAlike) this.#plot!.setData(data)
    else {
      this.#plot?.destroy()
      this.#plot = new uPlot(this.#options(answer, this.element.clientWidth || 600), data, this.#canvas)
    }
    this.#choose(this.#chosen)
  }

  #redraw(): void {
    if (!this.#plot || !this.#answer) return
    this.#plot.destroy()
    this.#plot = null
    this.show(this.#answer, this.#compared)
  }

  /** From the start of the first interval to the end of the last. */
  #range(): [number, number] {
    const { rows, interval } = this.#answer!
    return [(rows[0]?.[0] ?? 0) / 1000, ((rows.at(-1)?.[0] ?? 0) + interval) / 1000]
  }

  clear(): void {
    this.#plot?.destroy()
    this.#plot = null
    this.#answer = null
    this.#chosen = null
  }

  #options(answer: SeriesAnswer, width: number): uPlot.Options {
    const [, count, other] = answer.columns
    const grid = { stroke: colour('--grid'), width: 1 }
    const axis = { stroke: colour('--quiet'), font: '11px system-ui', grid, ticks: { show: false } }
    const bars = uPlot.paths.bars!({ size: [0.9, 60], gap: 1 })
    return {
      width,
      height,
      padding: [8, other ? 0 : 8, 0, 0],
      legend: { show: false },
      cursor: { drag: { x: true, y: false, setScale: false }, points: { size: 6 } },
      scales: { x: { time: true, range: () => this.#range() }, count: { range: fromZero }, other: { range: fromZero } },
      axes: [
        { ...axis, space: 80 },
        {
          ...axis,
          scale: 'count',
          size: 48,
          values: (_, values) =>
            values.map(value => (Number.isInteger(value) ? numberText({ name: '', type: 'integer', unit: null }, value) : '')),
        },
        ...(other
          ? [
              {
                ...axis,
                scale: 'other',
                side: 1 as const,
                size: 62,
                grid: { show: false },
                values: (_: uPlot, values: number[]) => values.map(value => numberText(other, value)),
              },
            ]
          : []),
      ],
      series: [
        {},
        series(count!, { scale: 'count', paths: bars, fill: colour('--count'), width: 0, points: { show: false } }),
        ...(other
          ? [
              series(other, {
                scale: 'other',
                stroke: colour('--accent'),
                width: 2,
                spanGaps: true,
                points: { show: answer.rows.length < 40, size: 4, fill: colour('--accent') },
              }),
            ]
          : []),
      ],
      hooks: {
        setCursor: [({ cursor }) => this.#say(cursor.idx ?? null)],
        setSelect: [plot => this.#selected(plot)],
        drawClear: [plot => this.#shade(plot, colour('--selected'))],
        ready: [plot => plot.over.addEventListener('dblclick', () => this.#host.onReset())],
      },
    }
  }

  /** What the graph shows, and the values at the pointer. */
  #say(place: number | null): void {
    const { columns, rows } = this.#answer!
    render(
      html`${columns.slice(1).map(
        (column, i) => html`<span><i class="swatch" .style=${`background:var(--${i === 0 ? 'count' : 'accent'})`}></i> ${column.name}
      ${place === null ? '' : html`<b>${numberText(column, rows[place]?.[i + 1] ?? NaN)}</b>`}</span>`,
      )}
      ${place === null ? '' : html`<span>${moment(rows[place]?.[0] ?? 0)}</span>`}`,
      this.#legend,
    )
  }

  #key(event: KeyboardEvent): void {
    const { rows } = this.#answer!
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key]
    const chosen = this.#chosen
    if (by !== undefined && rows.length > 0) {
      const at = rows[Math.min(Math.max((chosen ? this.#placeOf(chosen[1]) : rows.length) + by, 0), rows.length - 1)]![0]!
      this.#choose([event.shiftKey && chosen ? chosen[0] : at, at])
    } else if (chosen && (event.key === 'Enter' || event.key === 'c')) {
      const times = this.#times(chosen)
      this.#choose(null)
      this.#host.onRange(...times, event.key === 'c')
    } else if (chosen && event.key === 'Escape') this.#choose(null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  #choose(chosen: [number, number] | null): void {
    const { rows, columns } = this.#answer!
    const isOther = chosen !== null || this.#chosen !== null
    this.#chosen = chosen
    const place = chosen && rows.length > 0 ? this.#placeOf(chosen[1]) : null
    const canvas = this.#canvas
    canvas.ariaValueMin = '0'
    canvas.ariaValueMax = String(Math.max(0, rows.length - 1))
    canvas.ariaValueNow = String(place ?? 0)
    canvas.ariaValueText =
      place === null
        ? 'no time chosen'
        : [
            moment(rows[place]![0]!),
            ...columns.slice(1).map((column, i) => `${column.name} ${numberText(column, rows[place]![i + 1] ?? NaN)}`),
          ].join(', ')
    this.#say(place)
    // What is marked by the mouse just now is not touched.
    if (!this.#plot || !isOther) return
    const [left = 0, right = 0] = place === null ? [] : this.#times(chosen!).map(time => this.#plot!.valToPos(time / 1000, 'x'))
    this.#plot.setSelect({ left, width: right - left, top: 0, height: this.#plot.over.clientHeight }, false)
  }

  /** The interval that a time lies in. */
  #placeOf(time: number): number {
    return Math.max(0, this.#answer!.rows.filter(row => row[0]! <= time).length - 1)
  }

  /** From the start of the first of these intervals to the end of the last. */
  #times(chosen: [number, number]): [number, number] {
    const { rows, interval } = this.#answer!
    return [Math.floor(rows[this.#placeOf(Math.min(...chosen))]![0]!), Math.ceil(rows[this.#placeOf(Math.max(...chosen))]![0]! + interval)]
  }

  #selected(plot: uPlot): void {
    const { left, width } = plot.select
    if (width < 3) return
    const from = plot.posToVal(left, 'x') * 1000
    const to = plot.posToVal(left + width, 'x') * 1000
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
    this.#host.onRange(Math.floor(from), Math.ceil(to), this.#isShifted)
  }

  /** The part that is compared with the rest. */
  #shade(plot: uPlot, colour: string): void {
    if (!this.#compared) return
    const [from, to] = this.#compared.map(time => plot.valToPos(time / 1000, 'x', true))
    plot.ctx.save()
    plot.ctx.fillStyle = colour
    plot.ctx.fillRect(from!, plot.bbox.top, to! - from!, plot.bbox.height)
    plot.ctx.restore()
  }
}

const fromZero = (_: uPlot, __: number | null, max: number | null): [number, number] => [0, max && max > 0 ? max * 1.1 : 1]

function series(column: Column, more: uPlot.Series): uPlot.Series {
  return { label: column.name, ...more }
}

/** For those who do not see it; the table says all. */
function described({ rows, columns }: SeriesAnswer): string {
  const counts = rows.map(row => row[1] ?? 0)
  const most = Math.max(0, ...counts)
  const at = rows[counts.indexOf(most)]?.[0]
  const names = columns
    .slice(1)
    .map(({ name }) => name)
    .join(' and ')
  return `${names} over time${at === undefined || at === null ? '' : `; most at ${new Date(at).toLocaleString()}: ${most}`}`
}
