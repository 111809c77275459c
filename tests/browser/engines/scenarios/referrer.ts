/** Whatever policy a page has, an upload tells its origin alone of its address. */
import assert from 'node:assert/strict'
import { html } from '../../support/answers.ts'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import type { Page, Site } from '../../support/site.ts'
import type { Scenario } from '../scenario.ts'
import { quiet, send } from '../sending.ts'

const pages: Record<string, Page> = {
  // Its own origin knows its addresses, so that only a meta tag, which says what is wanted, counts there.
  'a meta tag': pageWithHeadwater({ head: '<meta name="Referrer" content="unsafe-url">', attributes: quiet }),
  'a header, and a receiver elsewhere': (site, request) => {
    const page = pageWithHeadwater({ attributes: { ...quiet, dsn: site.dsn.replace(site.origin.slice(7), site.otherOrigin.slice(7)) } })
    return {
      ...html((page as Exclude<Page, string>)(site, request) as string),
      headers: { 'content-type': 'text/html', 'referrer-policy': 'unsafe-url' },
    }
  },
}

const check = (site: Site): void => {
  for (const { request } of site.envelopes) assert.equal(request.headers.referer, `${site.origin}/`)
}

export const referrer: Record<string, Scenario> = Object.fromEntries(
  Object.entries(pages).flatMap(([name, page]): [string, Scenario][] => [
    [
      `uploads tell no address of a page that is free with it by ${name}`,
      {
        pages: { '/list': page },
        async run(site, open) {
          const visit = await open('/list?secret=1')
          assert.equal(await send(visit, 'first', 'second', 'third'), true)
          await visit.call(() => void Headwater.startTransaction({ name: 'last', op: 'task' }))
          await visit.leave()
          await site.waitForTransaction(({ transaction }) => transaction === 'last')
          assert.equal(site.envelopes.length, 4)
          check(site)
        },
      },
    ],
    [
      `a root that is sent alone tells no address of a page that is free with it by ${name}`,
      {
        lost: true,
        pages: {
          '/list': (site, request) => {
            const content = (page as Exclude<Page, string>)(site, request)
            const show = (text: string): string => text.replace('data-start-transaction-on-page-load="false"', '')
            return typeof content === 'string' ? show(content) : { ...content, body: show(content.body as string) }
          },
          '/next': '<!doctype html><p>next',
        },
        async run(site, open) {
          const gate = site.hold('/dist/headwater.core.mjs')
          const visit = await open('/list?secret=1')
          await gate.requested
          await visit.goto('/next')
          await site.waitForTransaction('pageload')
          check(site)
          gate.release()
        },
      },
    ],
  ]),
)
