// What a transaction says beside its spans: at the right what is short, below what is long.

import { factList, type Fact } from '../facts.ts'
import { duration, moment, number, text } from '../format.ts'
import { jsonView } from '../json-view.ts'
import { html, nothing, type TemplateResult } from '../lit.ts'
import { formatAddress, listAddress, singleColumns } from '../address.ts'
import { term } from '../list/terms.ts'
import type { WireEvent } from '../wire.ts'
import { measured, rating } from './vitals.ts'

type Content = TemplateResult | typeof nothing

export function besideTemplate(event: WireEvent): TemplateResult {
  const { contexts, sdk, user } = event.event as { contexts?: Record<string, unknown>; sdk?: unknown; user?: unknown }
  return html`
    ${section('Measurements', measurements(event))}
    ${section('Tags', tags(event))}
    ${section('User', objectFacts(user))}
    ${section(
      'Transaction',
      factList([
        ['Name', event.name],
        ['Operation', event.op],
        ['Status', event.status],
        ['Service', event.service],
        ['Project', event.project],
        ['Release', event.release],
        ['Environment', event.environment],
        ['Started', moment(event.start)],
        ['Duration', duration(event.duration)],
        ['Event', html`<code>${event.event_id}</code>`],
        ['Received', event.received === null ? null : moment(event.received)],
      ]),
    )}
    ${section('SDK', objectFacts(sdk) === nothing ? factList([['Name', event.sdk]]) : objectFacts(sdk))}
    ${Object.entries(contexts ?? {})
      .filter(([name]) => name !== 'trace')
      .map(([name, context]) => section(title(name), objectFacts(context)))}`
}

export function belowTemplate(event: WireEvent, envelope: string | null): TemplateResult {
  const { request, breadcrumbs, extra } = event.event as { request?: unknown; breadcrumbs?: unknown; extra?: unknown }
  return html`
    ${section('Breadcrumbs', breadcrumbTable(breadcrumbs, event.start))}
    ${section('Request', isObject(request) ? html`${objectFacts({ method: request.method, url: request.url, query: request.query_string })}${jsonView(request, false)}` : nothing)}
    ${section('Data', Object.keys(event.data ?? {}).length > 0 ? jsonView(event.data) : nothing)}
    ${section('Extra', isObject(extra) && Object.keys(extra).length > 0 ? jsonView(extra) : nothing)}
    ${section('Event', html`${envelope ? html`<p><a href=${envelope} target="_blank">The envelope as received</a></p>` : nothing}${jsonView(event.event, false)}`)}`
}

function section(name: string, content: Content): Content {
  return content === nothing ? nothing : html`<section><h2>${name}</h2>${content}</section>`
}

function measurements({ measurements: all }: WireEvent): Content {
  const entries = Object.entries(all ?? {})
  if (entries.length === 0) return nothing
  return html`<dl class="vitals">${entries.map(([name, measurement]) => {
    const known = measured(measurement)
    if (!known) return html`<div><dt>${name}</dt><dd>${text(measurement?.value ?? null)}</dd></div>`
    const rate = rating(name, known.value)
    return html`<div><dt>${name.toUpperCase()}</dt><dd>${known.isTime ? duration(known.value) : number(known.value)}
      ${rate ? html`<span class="rating" data-rating=${rate}>${rate}</span>` : nothing}</dd></div>`
  })}</dl>`
}

/** A tag leads to the transactions that have it, too. */
function tags({ tags: all }: WireEvent): Content {
  const entries = Object.entries(all ?? {})
  if (entries.length === 0) return nothing
  return factList(
    entries.map(
      ([key, value]): Fact => [
        key,
        html`<a href=${formatAddress(listAddress({ query: term(key, text(value)), columns: singleColumns }))}>${text(value)}</a>`,
      ],
    ),
  )
}

function objectFacts(value: unknown): Content {
  return isObject(value) ? factList(Object.entries(value)) : nothing
}

function breadcrumbTable(value: unknown, start: number): Content {
  const list: unknown[] = Array.isArray(value) ? value : isObject(value) && Array.isArray(value.values) ? value.values : []
  const crumbs = list.filter(isObject)
  if (crumbs.length === 0) return nothing
  return html`<ol class="crumbs">${crumbs.map(
    crumb => html`<li data-level=${text(crumb.level ?? 'info')}>
    <span class="time">${crumbTime(crumb.timestamp, start)}</span><span class="op">${text(crumb.category ?? crumb.type ?? '')}</span>
    <span class="message">${text(crumb.message ?? '')} ${
      isObject(crumb.data)
        ? html`<span class="note">${Object.entries(crumb.data)
            .map(([key, item]) => `${key}=${text(item)}`)
            .join('  ')}</span>`
        : nothing
    }</span></li>`,
  )}</ol>`
}

function crumbTime(value: unknown, start: number): string {
  const ms =
    typeof value === 'number'
      ? value * 1000
      : typeof value === 'string'
        ? Date.parse(value.endsWith('Z') || value.includes('+') ? value : `${value}Z`)
        : NaN
  return Number.isNaN(ms) ? '' : ms >= start ? `+${duration(ms - start)}` : duration(ms - start)
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const title = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ')
