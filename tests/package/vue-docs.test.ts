/** The examples of docs/vue.md and docs/migration-apm.md, run as they stand there. */
import assert from 'node:assert/strict'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { browserTest, openPage, type Site, type Transaction } from '../browser/support/index.ts'
import { createProject, root } from './support/project.ts'
import { buildPages } from './support/vite.ts'

const { folder } = createProject()
cpSync(join(root, 'tests/package/vue'), folder, { recursive: true })

/** The examples of a page that are code. */
const examples = (page: string): string[] =>
  [...readFileSync(join(root, 'docs', page), 'utf8').matchAll(/^```js\n(.*?)^```/gms)].map(([, code]) => code!)
const [vue3, vue2, ...noOthers] = examples('vue.md')
const migration = examples('migration-apm.md').filter(code => !code.includes('@sentry/'))
assert.equal(noOthers.length, 0)
const [automatic, withOption, manual, vue, ...integrations] = migration
assert.equal(integrations.length, 4)

const dsn = `location.origin.replace('//', '//0123456789abcdef0123456789abcdef@') + '/1'`
const runnable = (code: string): string =>
  code
    .replace(/'(https:\/\/<key>@.*?|___PUBLIC_DSN___)'/, dsn)
    .replace('// ...', `dsn: ${dsn},`)
    .replace(/(?<=tracesSampleRate: )[\d.]+/, '1')
/** Behind the example. */
const app = `import App from './App.vue'
new Vue({ render: h => h(App) }).$mount('#app')`

const scripts: Record<string, string> = {
  'doc-vue2': vue2!,
  'doc-manual': automatic! + manual!,
  'doc-option': automatic!.replace('new ApmIntegrations.Tracing()', withOption!.trim()) + 'window.headersOf = Sentry.getTraceHeaders',
  'doc-basic': vue! + app,
  ...Object.fromEntries(integrations.map((code, i) => [`doc-${i}`, vue!.replace(/new VueIntegration\(.*?\}\)/s, code.trim()) + app])),
}
for (const [name, code] of Object.entries({ ...scripts, 'doc-vue3': vue3! })) writeFileSync(join(folder, `${name}.js`), runnable(code))
const as = (names: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(names).map(([name, file]) => [name, join(folder, file)]))
const ofVue2 = { vue: `${root}/node_modules/vue2`, 'vue-router': `${root}/node_modules/vue-router3` }
const pages = {
  ...(await buildPages(folder, Object.keys(scripts), {
    alias: { ...ofVue2, ...as({ './App.vue': 'doc-app.js', './router.js': 'doc-router.js' }) },
  })),
  ...(await buildPages(folder, ['doc-vue3'], { alias: as({ './App.vue': 'doc-app3.js', './router.js': 'doc-router3.js' }) })),
}

/** The page load of an example, and what of it Vue did. */
async function visit(site: Site, name: string): Promise<[Transaction, string[]]> {
  const { messages } = await openPage(site, `/${name}/`)
  const isOwn = ({ request }: Transaction): boolean => (request as { url: string }).url.includes(name)
  const sent = await site.waitForTransaction(one => one.contexts.trace.op === 'pageload' && isOwn(one))
  assert.deepEqual(
    messages.filter(message => !message.startsWith('info')),
    [],
  )
  const ofVue = sent.spans.filter(({ op }) => op.startsWith('ui.vue.'))
  return [sent, [...new Set(ofVue.map(({ op, description }) => `${op} ${description}`))]]
}

const rendering = 'ui.vue.render Vue Application Render'
const shown = ['ui.vue.mount <RwvHeader>', 'ui.vue.mount <RwvFooter>', 'ui.vue.mount <App>', 'ui.vue.update <App>']
const sameAs = (actual: string[], expected: string[]) => assert.deepEqual([...actual].sort(), [...expected].sort())

// All at once: each waits for what it says.
browserTest('docs/vue.md', { pages }, async site => {
  const [[two, did2], [three, did3]] = await Promise.all([visit(site, 'doc-vue2'), visit(site, 'doc-vue3')])
  sameAs(did2, [rendering, ...shown])
  sameAs(did3, [rendering, 'ui.vue.mount <RwvHeader>', 'ui.vue.mount <App>'])
  for (const { transaction, transaction_info } of [two, three])
    assert.deepEqual([transaction, transaction_info.source], ['/:page', 'route'])
})

browserTest('docs/migration-apm.md: Vue', { pages }, async site => {
  const visits = await Promise.all(['doc-basic', 'doc-0', 'doc-1', 'doc-2', 'doc-3'].map(name => visit(site, name)))
  for (const [i, more] of [[], shown, shown, [...shown, 'ui.vue.destroy <RwvFooter>'], shown].entries())
    sameAs(visits[i]![1], [rendering, ...more])
})

browserTest('docs/migration-apm.md: what is automatic and what is your own', { pages }, async site => {
  await openPage(site, '/doc-manual/')
  const own = await site.waitForTransaction(({ transaction }) => transaction === 'test-transaction')
  assert.deepEqual(
    own.spans.map(({ op }) => op),
    ['functionX'],
  )
  await site.waitForTransaction('pageload')

  const { page } = await openPage(site, '/doc-option/')
  const [wanted, other] = await page.evaluate<object[]>(`['https://api.example.com/a', location.origin].map(url => headersOf(url))`)
  assert.deepEqual([Object.keys(wanted!), Object.keys(other!)], [['sentry-trace'], []])
})
