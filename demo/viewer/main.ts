// The page: a header, what the address says below it, and what belongs to all of it.

import type { Address } from './address.ts'
import { liveRegion } from './announce.ts'
import { html, render } from './lit.ts'
import { ListPage } from './list/list-page.ts'
import { currentAddress, followLinks, onNavigation } from './navigation.ts'
import { applyTheme, preferences } from './preferences.ts'
import { headerTemplate } from './shell/header.ts'
import { helpDialog, openHelp } from './shell/help.ts'
import { acceptFiles, importedFile } from './shell/files.ts'
import { collector, type TraceSource } from './trace/source.ts'
import { placeDivider } from './trace/divider.ts'
import { letterKey, treeKey } from './trace/keys.ts'
import { TracePage } from './trace/trace-page.ts'

let page: ListPage | TracePage | null = null
const main = document.createElement('main')
main.id = 'main'

function show(address: Address): void {
  if (page instanceof ListPage && address.page === 'list') return page.update(address)
  if (page instanceof TracePage && address.page !== 'list' && address.page !== 'unknown' && page.isFor(address)) return page.update(address)
  page?.close()
  page = null
  const root = document.createElement('div')
  root.className = `${address.page === 'list' ? 'list' : 'trace'}-page`
  main.replaceChildren(root)
  if (address.page === 'list') page = new ListPage(root, address)
  else if (address.page === 'unknown')
    render(
      html`<div class="empty"><h1>There is no such page</h1><p><code>${address.path}</code></p><p><a href="/">All transactions</a></p></div>`,
      root,
    )
  else {
    const source: TraceSource | null = address.page === 'file' ? importedFile(address.id) : collector
    if (source) page = new TracePage(root, address, source)
    else {
      render(
        html`<div class="empty"><h1>${address.id} is not open any more</h1>
        <p>A file that is shown is not stored. Drop it onto the page once more.</p><p><a href="/">All transactions</a></p></div>`,
        root,
      )
    }
  }
}

function key(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return
  const target = event.target as Element
  const isTyping = target.matches('input, select, textarea, [role="slider"], [role="separator"]')
  if (isTyping) return
  const isFree = target === document.body || target === main || target.matches('.tree')
  let done = false
  if (event.key === '?' && preferences.keys) {
    openHelp(page instanceof TracePage)
    done = true
  } else if (page instanceof TracePage && page.load.state === 'shown') {
    done = (isFree && treeKey(page, event)) || ((preferences.keys || event.key === 'Escape') && letterKey(page, event))
  } else if (page instanceof ListPage && preferences.keys) {
    done = page.key(event)
  }
  if (done) event.preventDefault()
}

const header = document.createElement('header')
render(headerTemplate({ help: () => openHelp(page instanceof TracePage) }), header)
applyTheme()
placeDivider()
document.body.append(header, main, helpDialog, liveRegion)
followLinks()
acceptFiles()
document.addEventListener('keydown', key)
onNavigation(() => show(currentAddress()))
show(currentAddress())
