/** More resources than a browser keeps in its buffer, and than a transaction keeps whole. */
import assert from 'node:assert/strict'
import { pageWithHeadwater } from '../../support/page-with-headwater.ts'
import type { Span } from '../../support/received.ts'
import type { Scenario } from '../scenario.ts'

const many = 450

export const resources: Record<string, Scenario> = {
  'of very many resources each is told of once, most of them together': {
    pages: {
      '/list': pageWithHeadwater({
        attributes: { 'idle-timeout': 20_000 },
        afterScript: `<script>
          window.loaded = Promise.all(Array.from({ length: ${many} }, (_, index) => new Promise((resolve) => {
            const image = new Image()
            image.onload = image.onerror = resolve
            image.src = '/image?' + index
          }))).then(() => {})
        </script>`,
      }),
      '/next': pageWithHeadwater({ sampleRate: 0 }),
    },
    async run(site, open) {
      const visit = await open('/list')
      await visit.evaluate('loaded')
      await visit.coreIsThere()
      // What does not fit into what is sent at the end comes with the next page.
      await visit.goto('/next')
      const countOf = ({ data }: Span): number => Number(data?.['resource.count'] ?? 1)
      const images = (): Span[] =>
        site
          .transactions()
          .flatMap(({ spans }) => spans)
          .filter(({ op }) => op === 'resource.img')
      const count = (): number => images().reduce((total, span) => total + countOf(span), 0)
      await site.waitFor(() => count() === many, 'all of them').catch(() => assert.equal(count(), many))
      assert.ok(images().length < 100, `${images().length} spans`)
    },
  },
}
