/** More than a transaction keeps: what is whole, what is folded, and that it adds up. */
import assert from 'node:assert/strict'
import { browserTest, openPage, pageWithHeadwater, type Answer, type Span } from './support/index.ts'

const picture = {
  headers: { 'content-type': 'image/gif' },
  body: Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64'),
} satisfies Answer
const pictures = (count: number): Record<string, () => Answer> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`/picture/${i}.gif`, () => picture]))

/** Resolves when so many pictures, numbered from `from`, have loaded. */
const load = (from: number, count: number): string => `Promise.all(Array.from({ length: ${count} }, (_, i) => {
  const image = new Image()
  image.src = '/picture/' + (${from} + i) + '.gif'
  return new Promise((done) => (image.onload = image.onerror = done))
}))`

const countOf = ({ data }: Span): number => Number(data?.['resource.count'] ?? 1)
const sum = (spans: Span[]): number => spans.reduce((total, span) => total + countOf(span), 0)
const isWhole = ({ data }: Span): boolean => data?.['resource.count'] === undefined

browserTest(
  'a page with 1,000 resources, 500 marks and 500 measures: all 2,000 are told of, none twice',
  {
    pages: {
      '/': pageWithHeadwater({
        afterScript: `<script>
        for (let i = 0; i < 250; i++) {
          performance.mark('mark ' + i)
          performance.measure('measure ' + i, 'mark ' + i)
        }
        var loaded = ${load(0, 500)}
      </script>`,
      }),
      ...pictures(1000),
    },
    testTimeout: 120_000,
  },
  async site => {
    const { page } = await openPage(site, '/')
    await page.evaluate(`loaded.then(() => {
    for (let i = 250; i < 500; i++) {
      performance.mark('mark ' + i)
      performance.measure('measure ' + i, 'mark ' + i)
    }
    return ${load(500, 500)}.then(() => undefined)
  })`)
    const pageload = await site.waitForTransaction('pageload', 40_000)
    // What came later: while it is left a page can't send as much.
    await page.evaluate(() => Headwater.flush())
    const sent = (op: string): Span[] => site.transactions().flatMap(({ spans }) => spans.filter(span => span.op === op))
    const all = (): Span[] => ['resource.img', 'mark', 'measure'].flatMap(sent)
    await site.waitFor(() => sum(all()) >= 2000, 'all 2,000', 20_000)

    assert.equal(sum(sent('resource.img')), 1000)
    assert.equal(sum(sent('mark')), 500)
    assert.equal(sum(sent('measure')), 500)
    for (const op of ['resource.img', 'mark', 'measure']) {
      const names = sent(op)
        .filter(isWhole)
        .map(({ description }) => description)
      assert.equal(new Set(names).size, names.length, `${op}: a name is there twice`)
    }
    for (const { spans, contexts } of site.transactions()) {
      assert.ok(spans.length <= 1000)
      const folded = sum(spans.filter(span => !isWhole(span)))
      assert.equal(contexts.trace.data?.['headwater.folded_spans'] ?? 0, folded)
      assert.equal(contexts.trace.data?.['headwater.dropped_spans'], undefined)
    }
    const { host, hostname } = new URL(site.origin)
    const [several] = pageload.spans.filter(span => span.op === 'resource.img' && !isWhole(span))
    assert.ok(several, 'resources are folded')
    assert.ok(
      [host, hostname].some(name => several.description === `${countOf(several)} more from ${name}`),
      several.description,
    )
    const bytes = Number(several.data?.['resource.bytes'])
    assert.ok(bytes >= countOf(several) * picture.body.length, `${bytes} bytes`)
  },
)

browserTest(
  '300 pictures are 300 spans',
  {
    pages: { '/': pageWithHeadwater({ afterScript: `<script>var loaded = ${load(0, 300)}</script>` }), ...pictures(300) },
  },
  async site => {
    const { page } = await openPage(site, '/')
    await page.evaluate('loaded.then(() => undefined)')
    await site.waitForTransaction('pageload', 40_000)
    await page.evaluate(() => Headwater.flush())
    const names = (): (string | undefined)[] =>
      site.transactions().flatMap(({ spans }) => spans.filter(({ op }) => op === 'resource.img').map(({ description }) => description))
    await site.waitFor(() => names().length >= 300, '300 pictures', 20_000)
    assert.deepEqual(names().sort(), Object.keys(pictures(300)).sort())
  },
)

browserTest(
  'of 1,500 spans of the page the longest and the failed are kept, and the rest is counted',
  {
    pages: { '/': pageWithHeadwater() },
  },
  async site => {
    const { page } = await openPage(site, '/')
    await page.evaluate(async () => {
      const begin = Math.ceil(performance.timeOrigin)
      const transaction = Headwater.startTransaction({ name: 'busy', op: 'task', startTimestamp: begin })
      for (let i = 0; i < 1500; i++) {
        const span = transaction.startChild({ op: 'step', description: `step ${i}`, startTimestamp: begin })
        const isShort = i < 505
        if (isShort && i % 101 === 0) span.setStatus('internal_error')
        span.finish(begin + (isShort ? 5 : 15))
      }
      transaction.finish()
      await Headwater.flush()
    })
    const { spans, contexts } = await site.waitForTransaction('task')
    assert.equal(contexts.trace.data?.['headwater.dropped_spans'], 500)
    const expected = Array.from({ length: 1500 }, (_, i) => i).filter(i => i % 101 === 0 || i >= 505)
    assert.deepEqual(
      spans.map(({ description }) => description),
      expected.map(i => `step ${i}`),
    )
  },
)
