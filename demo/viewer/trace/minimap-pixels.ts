// Every span as a line of pixels: the earliest row at the top, as many rows to a pixel as there have to be.

import { flag, type TraceModel } from './model.ts'

export function drawSpans(
  canvas: HTMLCanvasElement,
  model: TraceModel,
  colour: (node: number) => number,
  colours: [number, number, number][],
): void {
  const { width, height } = canvas
  const context = canvas.getContext('2d')
  if (!context || width === 0 || height === 0) return
  const image = context.createImageData(width, height)
  const pixels = new Uint32Array(image.data.buffer)
  const packed = colours.map(([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0)
  const size = Math.max(model.to - model.from, 1e-6)
  const pad = Math.min(4, height / 8)
  const line = Math.min((height - 2 * pad) / Math.max(model.count, 1), 8)
  const thickness = Math.max(1, Math.floor(line * 0.75))
  const { start, end, flags, from } = { start: model.start, end: model.end, flags: model.flags, from: model.from }
  const scale = width / size
  const draw = (node: number, value: number): void => {
    const left = Math.max(0, Math.min(width - 1, Math.floor((start[node]! - from) * scale)))
    const right = Math.max(left + 1, Math.min(width, Math.ceil((end[node]! - from) * scale)))
    const top = Math.floor(pad + node * line)
    for (let y = top; y < Math.min(top + thickness, height); y++) pixels.fill(value, y * width + left, y * width + right)
  }
  for (let node = 0; node < model.count; node++) draw(node, packed[colour(node)]!)
  // Errors last: nothing may hide them.
  const error = packed[colours.length - 1]!
  for (let node = 0; node < model.count; node++) if (flags[node]! & flag.error) draw(node, error)
  context.putImageData(image, 0, 0)
}
