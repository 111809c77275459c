/** A server that renders the app: imports Headwater and calls all of it. Prints what it noticed as JSON. */
const touched = []
let isImported = false
const names = ['window', 'document', 'location', 'history', 'navigator', 'sessionStorage', 'XMLHttpRequest', 'addEventListener']
for (const name of names) {
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get() {
      if (!isImported) throw new Error(`${name} was touched by import`)
      touched.push(name)
    },
  })
}
const owned = () => Reflect.ownKeys(globalThis)
const before = { names: owned(), fetch }

const Headwater = await import('headwater')
const { VueIntegration, vueTracing } = await import('headwater/vue')
const { Integrations } = await import('headwater/apm')
isImported = true
const Vue = {
  mixin() {
    throw new Error('watched')
  },
}
const integrations = [new Integrations.Tracing(), new VueIntegration({ Vue, tracing: true })]
Headwater.init({ dsn: 'https://key@host.example/1', tracesSampleRate: 1, integrations })
const touchedByInit = [...new Set(touched)]

vueTracing().install(Vue)
const transaction = Headwater.startTransaction({ name: 'render', op: 'server' })
transaction.setTag('a', 1).startChild({ op: 'part' }).finish()
transaction.finish()
const answers = [
  Headwater.startSpan({ name: 'answer' }, () => 42),
  await Headwater.startSpan({ name: 'later' }, async () => 43),
  Headwater.withActiveSpan(transaction, () => 44),
  Headwater.getActiveTransaction(),
  Headwater.getTraceHeaders('https://host.example/'),
  typeof Headwater.explain('https://host.example/'),
  await Headwater.flush(),
]
Headwater.configureScope(scope => scope.setSpan(undefined))
Headwater.setTag('a', 'b')
Headwater.setUser({ id: 1 })
Headwater.setExtra('a', {})
Headwater.setContext('a', { b: 1 })
Headwater.startInactiveSpan({ name: 'never ended' })
Headwater.close()

const added = owned()
  .filter(name => !before.names.includes(name))
  .map(String)
console.log(JSON.stringify({ touchedByInit, answers, added, sameFetch: fetch === before.fetch }))
