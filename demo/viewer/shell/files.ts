// Files that are dropped onto the page or chosen: shown, and stored nowhere.

import { traceAddress } from '../address.ts'
import { announce } from '../announce.ts'
import { navigate } from '../navigation.ts'
import { fileSource } from '../trace/import/file-source.ts'
import { readFile } from '../trace/import/read-file.ts'
import type { TraceSource } from '../trace/source.ts'

const imported = new Map<string, TraceSource>()

export const importedFile = (name: string): TraceSource | null => imported.get(name) ?? null

export function acceptFiles(): void {
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false
  addEventListener('dragover', event => {
    if (!hasFiles(event)) return
    event.preventDefault()
    document.body.classList.add('dropping')
  })
  addEventListener('dragleave', event => {
    if (!event.relatedTarget) document.body.classList.remove('dropping')
  })
  addEventListener('drop', event => {
    document.body.classList.remove('dropping')
    if (!hasFiles(event)) return
    event.preventDefault()
    void openFiles([...event.dataTransfer!.files])
  })
}

/** All of them as one: a trace may be in several. */
export async function openFiles(files: File[]): Promise<void> {
  if (files.length === 0) return
  const name = files.map(file => file.name).join(', ')
  try {
    const found = (await Promise.all(files.map(async file => readFile(await bytesOf(file))))).flat()
    if (found.length === 0) throw new Error('there is no trace in it')
    // Another name each time: the page of an earlier one is another.
    const id = imported.has(name) ? `${name} (${imported.size + 1})` : name
    imported.set(id, fileSource(found))
    navigate(traceAddress('file', id))
  } catch (error) {
    complain(`${name} cannot be shown: ${(error as Error).message}`)
  }
}

/** Unpacked, if it begins as gzip does. */
async function bytesOf(file: File): Promise<string> {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  const isGzip = head[0] === 0x1f && head[1] === 0x8b
  return isGzip ? new Response(file.stream().pipeThrough(new DecompressionStream('gzip'))).text() : file.text()
}

function complain(message: string): void {
  const box = document.createElement('div')
  box.className = 'toast'
  box.setAttribute('role', 'alert')
  const close = document.createElement('button')
  close.textContent = 'Close'
  close.type = 'button'
  close.addEventListener('click', () => box.remove())
  box.append(message, ' ', close)
  document.querySelector('.toast')?.remove()
  document.body.append(box)
  announce(message)
}
