/** What the page may do to the public functions: nothing is thrown at it, good data still arrives, the rest is counted. */
import assert from 'node:assert/strict'
import { hostilePage, hostileValues } from './support/hostile.ts'
import {
  browserTest,
  leave,
  openPage,
  pageWithHeadwater,
  sentryTrace,
  type Page,
  type Site,
  type Transaction,
  type Visitor,
} from './support/index.ts'

const values = `[${Object.values(hostileValues).join(', ')}, undefined, null, '', 'text', true, [], { a: 1 }]`

/** Every public function with every hostile value in the place of each argument. */
const abuse = `
  function abuse() {
    const values = ${values}
    const endless = ${Object.keys(hostileValues).indexOf('a list without end')}
    const functions = Object.keys(Headwater).filter((name) => !/^(init|close|flush|VERSION|startSpan|startSpanManual|startTransaction|continueTrace|configureScope|withActiveSpan)$/.test(name))
    const methods = ['startChild', 'setTag', 'setData', 'setStatus', 'setHttpStatus', 'setName', 'setAttribute', 'setAttributes', 'setTags', 'setMeasurement', 'addLink', 'addLinks', 'updateName', 'finish', 'end']
    for (const [index, value] of values.entries()) {
      // A text of 4e9 commas is nobody's business.
      const isEndless = index === endless
      const texts = isEndless ? [] : [value]
      for (const name of functions) {
        if (isEndless && !/^set(Extra|Context|User)$/.test(name)) continue
        attempt(name + ' ' + index, () => Headwater[name](value, value))
        attempt(name + ' key ' + index, () => Headwater[name]('hostile', value))
      }
      for (const context of [value, { data: value }, { data: { value } }, { attributes: value }, { startTimestamp: value },
        ...texts.flatMap((text) => [{ name: text, op: text }, { tags: text }, { tags: { text } }, { traceId: text }, { traceId: 'f'.repeat(32), parentSpanId: text }, { sampled: text }, { parentSpan: text }, { links: text }, { links: [text, { context: text }] }])]) {
        attempt('startTransaction ' + index, () => {
          const transaction = Headwater.startTransaction(context)
          for (const method of methods) if (!isEndless || /Data|Attribute$/.test(method)) attempt(method + ' ' + index, () => transaction[method](value, value))
          attempt('startChild ' + index, () => transaction.startChild(context).finish(texts[0]))
          attempt('toTraceparent', () => {
            const text = transaction.toTraceparent()
            if (!/^[0-9a-f]{32}-[0-9a-f]{16}(-[01])?$/.test(text)) throw text
          })
          transaction.spanContext()
          transaction.finish(texts[0])
          transaction.finish()
          transaction.startChild({ op: 'late' }).finish()
        })
        attempt('startInactiveSpan ' + index, () => Headwater.startInactiveSpan(context).end())
        attempt('startSpan ' + index, () => Headwater.startSpan(context, () => 7) === 7 || thrown.push('answer'))
        attempt('startSpan without ' + index, () => Headwater.startSpan(context))
        attempt('startSpanManual ' + index, () => Headwater.startSpanManual(context, (span, finish) => (finish(), 7)) === 7 || thrown.push('answer'))
      }
      attempt('startSpan answers ' + index, () => Headwater.startSpan({ name: 'answers' }, () => value) === value || value !== value || thrown.push('another answer ' + index))
      if (typeof value !== 'function') {
        attempt('startSpan no callback ' + index, () => Headwater.startSpan({ name: 'none' }, texts[0]))
        attempt('startSpanManual no callback ' + index, () => Headwater.startSpanManual({ name: 'none' }, texts[0]))
        attempt('continueTrace no callback ' + index, () => Headwater.continueTrace({}, texts[0]))
        attempt('withActiveSpan no callback ' + index, () => Headwater.withActiveSpan(null, texts[0]))
        attempt('configureScope ' + index, () => Headwater.configureScope(texts[0]))
      }
      for (const headers of [...texts, ...texts.flatMap((text) => [{ sentryTrace: text }, { sentryTrace: 'f'.repeat(32) + '-' + 'f'.repeat(16), baggage: text }])]) {
        attempt('continueTrace ' + index, () => Headwater.continueTrace(headers, () => (Headwater.startInactiveSpan({ name: 'continued' }).end(), Headwater.getTraceHeaders(), 7)) === 7 || thrown.push('answer'))
      }
      attempt('withActiveSpan ' + index, () => Headwater.withActiveSpan(value, () => {
        Headwater.startInactiveSpan({ name: 'inside' }).end()
        Headwater.getTraceHeaders()
      }))
      attempt('scope ' + index, () => Headwater.configureScope((scope) => {
        scope.setSpan(value)
        Headwater.getTraceHeaders()
        Headwater.startInactiveSpan({ name: 'inside' }).end()
        for (const name of ['setTag', 'setTags', 'setExtra', 'setExtras', 'setContext', 'setUser']) if (!isEndless || !/Tag/.test(name)) attempt(name + ' ' + index, () => scope[name]('scope', value))
        scope.setSpan()
      }))
      attempt('mark ' + index, () => {
        // What the browser can't clone it refuses itself.
        try { performance.measure('hostile', { start: 0, duration: 1, detail: value }) } catch {}
        try { performance.mark('mark', { detail: { get value() { return value } } }) } catch {}
      })
    }
    // For what comes after.
    Headwater.setUser(null)
    for (const key of ['hostile', 'scope']) for (const name of ['setExtra', 'setContext', 'setTag']) Headwater[name](key, null)
  }`

/** A transaction whose every value is known, in the midst of it. */
const good = `
  function good(name) {
    Headwater.setTag('scope.tag', 'kept')
    Headwater.setContext('mine', { kept: true })
    const transaction = Headwater.startTransaction({ name, op: 'good', tags: { tag: 'kept', __proto__: null, constructor: 'kept' }, data: JSON.parse('{"value":[1,{"a":"b"}],"__proto__":{"polluted":true},"constructor":1}') })
    const child = transaction.startChild({ op: 'child', description: 'child', get tags() { throw 1 }, data: { kept: 1, get lost() { throw 1 }, cyclic: ((a) => (a.self = a))({ a: 1 }) } })
    child.setData('big', 10n).setData('function', () => {})
    child.setStatus('no such status')
    child.finish('x')
    return transaction
  }`

const dropsOf = (site: Site): Record<string, number> => {
  const sum: Record<string, number> = {}
  for (const { contexts } of site.transactions()) {
    for (const [reason, count] of Object.entries((contexts.headwater as { dropped?: Record<string, number> })?.dropped ?? {})) {
      sum[reason] = (sum[reason] ?? 0) + count
    }
  }
  return sum
}

function checkGood({ contexts, tags, spans }: Transaction): void {
  const { data } = contexts.trace
  assert.deepEqual(
    [data!.value, data!.constructor, Object.getOwnPropertyDescriptor(data, '__proto__')?.value],
    [[1, { a: 'b' }], 1, { polluted: true }],
  )
  assert.deepEqual([tags!.tag, tags!.constructor, tags!['scope.tag']], ['kept', 'kept', 'kept'])
  assert.deepEqual(contexts.mine, { kept: true })
  assert.equal(spans.length, 1)
  const [child] = spans
  assert.deepEqual(
    [child!.op, child!.description, child!.data?.kept, child!.data?.lost, child!.data?.big, child!.data?.cyclic],
    ['child', 'child', 1, undefined, '10', { a: 1, self: '[Circular ~]' }],
  )
  assert.ok(child!.timestamp >= child!.start_timestamp)
}

const thrown = ({ page }: Visitor): Promise<string[]> => page.evaluate('thrown')
const polluted = ({ page }: Visitor): Promise<unknown> => page.evaluate('({}).polluted')

const page = (options: string, then: string): Page =>
  hostilePage({
    then: ({ dsn }) => `${abuse}${good}Headwater.init({ dsn: '${dsn}', ${options} })\n${then}`,
  })

browserTest(
  'every function with every value, before the core is there and after',
  {
    pages: { '/': page('tracesSampleRate: 1', `const before = good('before'); abuse(); before.finish()`) },
    testTimeout: 120_000,
  },
  async site => {
    const visitor = await openPage(site, '/')
    assert.deepEqual(await thrown(visitor), [])
    checkGood(await site.waitForTransaction(({ transaction }) => transaction === 'before', 30_000))
    await visitor.page.evaluate('abuse(), good("after").finish()')
    assert.deepEqual(await thrown(visitor), [])
    checkGood(await site.waitForTransaction(({ transaction }) => transaction === 'after', 30_000))
    await visitor.page.evaluate('Headwater.flush()')
    await site.waitForTransaction('pageload', 30_000)
    assert.equal(await polluted(visitor), undefined)
    // Nothing else was said than that callbacks are none.
    const said = visitor.messages.filter(line => !/no callback$/.test(line))
    assert.deepEqual(said, [])
    const drops = dropsOf(site)
    for (const reason of ['invalid_json', 'invalid_status', 'invalid_time', 'invalid_trace', 'invalid_value']) {
      assert.ok(drops[reason]! > 0, `${reason} in ${JSON.stringify(drops)}`)
    }
    assert.equal(drops.malformed_batch, undefined)
    await visitor.page.evaluate('Headwater.close(), abuse(), good("closed").finish()')
    assert.deepEqual(await thrown(visitor), [])
    await leave(visitor)
    assert.equal(
      site.transactions().some(({ transaction }) => transaction === 'closed'),
      false,
    )
  },
)

browserTest(
  'what is dropped is counted by reason',
  {
    pages: { '/': pageWithHeadwater({ afterScript: `<script>${good}</script>` }) },
  },
  async site => {
    const visitor = await openPage(site, '/')
    await site.waitForTransaction('pageload')
    await visitor.page.evaluate(`
    good('good').finish()
    Headwater.flush().then(() => {
      Headwater.startTransaction({ name: 'next', op: 'next' }).finish()
      return Headwater.flush()
    })`)
    await site.waitForTransaction('next')
    checkGood(await site.waitForTransaction('good'))
    // Two members that throw; the function; the time; the status.
    assert.deepEqual(dropsOf(site), { buffer_full: 2, invalid_json: 1, invalid_time: 1, invalid_status: 1 })
  },
)

/** Halves of surrogate pairs wherever the page gives a text, and JSON that is too much for parsers. */
const unreceivable = `
  const half = '\\ud800'
  const transaction = Headwater.startTransaction({ name: 'cut' + half, op: 'strict', tags: { half }, data: { half, [half]: { [half]: [half] } } })
  let deep = 1
  for (let i = 0; i < 200; i++) deep = i % 2 ? [deep] : { deep }
  transaction.setData('deep', deep)
  transaction.setData('infinite', JSON.rawJSON('1e999'))
  transaction.setData('raw', [JSON.rawJSON('12345678901234567890'), JSON.rawJSON('"\\\\uD800"'), Number.MAX_VALUE, -0, 5e-324])
  Headwater.setContext('deep', { deep })
  Headwater.setUser({ [half]: half })
  transaction.finish()
  Headwater.setContext('deep', null)`

for (const [title, options] of Object.entries({
  'as it is': '',
  'as the page’s hook leaves it': 'beforeSendTransaction: (event) => (event.extra = { [half]: half }, event),',
})) {
  browserTest(
    `what the page gives makes no envelope that a strict receiver refuses, ${title}`,
    {
      pages: {
        '/': hostilePage({
          then: ({ dsn }) => `const half = '\ud800'
      Headwater.init({ dsn: '${dsn}', release: 'r' + half, environment: half, ${options} tracesSampleRate: 1, idleTimeout: 200 })`,
        }),
      },
    },
    async site => {
      const { page } = await openPage(site, '/')
      await page.evaluate(`(() => {${unreceivable}})()`)
      const { transaction, release, environment, tags, user, extra, contexts } = await site.waitForTransaction('strict')
      assert.deepEqual(
        [transaction, release, environment, tags!.half, user],
        ['cut\ufffd', 'r\ufffd', '\ufffd', '\ufffd', { '\ufffd': '\ufffd' }],
      )
      const { deep, infinite, half, '\ufffd': named, raw } = contexts.trace.data!
      assert.deepEqual(
        [deep, infinite, half, named, raw, contexts.deep],
        [
          undefined,
          undefined,
          '\ufffd',
          { '\ufffd': ['\ufffd'] },
          [12345678901234567890, '\ufffd', Number.MAX_VALUE, 0, 5e-324],
          undefined,
        ],
      )
      if (options) assert.deepEqual(extra, { '\ufffd': '\ufffd' })
      await page.evaluate('Headwater.startTransaction({ name: "next", op: "next" }).finish()')
      await site.waitForTransaction('next')
      assert.equal(dropsOf(site).invalid_json, 3)
    },
  )
}

for (const [name, options] of Object.entries({ 'not sampled': 'tracesSampleRate: 0', undecided: '' })) {
  browserTest(`every function with every value, ${name}`, { pages: { '/': page(options, 'abuse()') } }, async site => {
    const visitor = await openPage(site, '/')
    assert.deepEqual(await thrown(visitor), [])
    await visitor.page.evaluate('fetch("/api/json").then(() => {})')
    const request = site.requests.find(({ path }) => path === '/api/json')!
    assert.equal(sentryTrace(request)!.sampled, options ? false : undefined)
    // What asked for a decision of its own got it.
    assert.deepEqual(
      site.transactions().filter(({ contexts }) => contexts.trace.op === 'pageload'),
      [],
    )
  })
}

browserTest(
  'every function with every value, before init and without it',
  {
    pages: { '/': hostilePage({ then: `${abuse}${good}abuse(); good('none').finish()` }) },
  },
  async site => {
    const visitor = await openPage(site, '/')
    assert.deepEqual(await thrown(visitor), [])
    assert.deepEqual(site.envelopes, [])
  },
)

browserTest(
  'what the page’s own callbacks throw is the page’s, and the span says so',
  { pages: { '/': pageWithHeadwater() } },
  async site => {
    const { page } = await openPage(site, '/')
    const result = await page.evaluate(`(async () => {
    const error = new RangeError('mine')
    const fails = () => { throw error }
    const caught = (work) => {
      try {
        work()
        return false
      } catch (reason) {
        return reason === error
      }
    }
    return [
      caught(() => Headwater.startSpan({ name: 'throws', op: 'own' }, fails)), caught(() => Headwater.withActiveSpan(null, fails)),
      caught(() => Headwater.configureScope(fails)),
      await Headwater.startSpan({ name: 'rejects', op: 'own' }, async () => fails()).catch((reason) => reason === error),
    ]
  })()`)
    assert.deepEqual(result, [true, true, true, true])
    const { spans } = await site.waitForTransaction('pageload')
    assert.deepEqual(
      spans.filter(({ op }) => op === 'own').map(({ description, status }) => [description, status]),
      [
        ['throws', 'internal_error'],
        ['rejects', 'internal_error'],
      ],
    )
  },
)

/** Callbacks that are options, each of which does this. */
const misbehaviours: Record<string, string> = {
  'throws an error': "throw new Error('mine')",
  'throws a symbol': 'throw Symbol()',
  'throws what has no text': 'throw Object.create(null)',
  ...Object.fromEntries(
    Object.entries(hostileValues)
      .filter(([name]) => name !== 'a list without end')
      .map(([name, value]) => [`answers ${name}`, `return ${value}`]),
  ),
}
browserTest(
  'callbacks that are options throw or answer anything',
  {
    pages: Object.fromEntries(
      Object.values(misbehaviours).map((does, index) => [
        `/${index}`,
        hostilePage({
          then: ({ dsn }) => `
      const bad = () => { ${does} }
      Headwater.init({
        dsn: '${dsn}', tracesSampleRate: 1, idleTimeout: 200, beforeNavigate: bad, navigationKey: bad, shouldCreateSpanForRequest: bad,
        beforeSendTransaction: (event) => event.transaction === 'bad' ? bad() : event,
      })
      attempt('API', () => {
        Headwater.startTransaction('bad').finish()
        Headwater.startTransaction({ name: 'good', op: 'good' }).finish()
        history.replaceState(null, '', '?a')
        history.pushState(null, '', '/next/page')
      })`,
        }),
      ]),
    ),
    testTimeout: 120_000,
  },
  async site => {
    for (const [index, name] of Object.keys(misbehaviours).entries()) {
      const before = site.transactions().length
      const visitor = await openPage(site, `/${index}`)
      assert.deepEqual(await thrown(visitor), [], name)
      assert.equal(await visitor.page.evaluate('fetch("/api/json").then(({ status }) => status)'), 200, name)
      await visitor.page.evaluate('Headwater.flush()')
      await site.waitFor(
        () =>
          site
            .transactions()
            .slice(before)
            .some(({ contexts }) => contexts.trace.op === 'good'),
        `good of ${name}`,
      )
      assert.ok(visitor.messages.length <= 12, visitor.messages.join('\n'))
      // Closed at the end: what is sent while it is left would be lost with its context.
      await leave(visitor)
    }
  },
)
