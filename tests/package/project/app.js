import * as Headwater from 'headwater'

const query = new URLSearchParams(location.search)
Headwater.init({
  dsn: `${location.origin.replace('//', '//0123456789abcdef0123456789abcdef@')}/1`,
  tracesSampleRate: query.get('rate') ?? 1,
  coreUrl: query.get('core') ?? undefined,
  wasm: query.get('wasm') ?? undefined,
})
window.answered = fetch('/api/json').then(({ status }) => status)
