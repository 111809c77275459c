/** Angular's zone.js on the page: Headwater starts nothing in the application's zone, and the page's own calls stay in theirs. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { browserTest, openPage, pageWithHeadwater, publicKey, type Page, type Site } from './support/index.ts'

const zone = await readFile(new URL('../../node_modules/zone.js/bundles/zone.umd.js', import.meta.url), 'utf8')
const tag = '<script src="/zone.js"></script>'
/** An application's zone that notes every task, as Angular's counts them. */
const app = `<script>
  window.tasks = []
  window.app = Zone.current.fork({
    name: 'app',
    onScheduleTask(delegate, current, target, task) {
      tasks.push(task.type + ' ' + task.source)
      return delegate.scheduleTask(target, task)
    },
  })
</script>`

/** What an application does, and in which zones it is called back. */
const act = `app.run(async () => {
  const zones = []
  const note = () => zones.push(Zone.current.name)
  await new Promise((resolve) => {
    fetch('/api/json').then((response) => (note(), response.text())).then(note).then(resolve)
  })
  await app.run(async () => (await fetch('/api/json?awaited')).text())
  await new Promise((resolve) => app.run(() => {
    const xhr = new XMLHttpRequest()
    xhr.open('GET', '/api/json?xhr')
    xhr.addEventListener('load', () => (note(), resolve()))
    xhr.send()
  }))
  app.run(() => history.pushState(null, '', '/next'))
  await new Promise((resolve) => app.run(() => {
    fetch('/api/drop').catch(() => (note(), resolve()))
  }))
  return zones
})`

/** What an application does with Headwater. */
const useHeadwater = `app.run(() => {
  const transaction = Headwater.startTransaction({ name: 'mine', op: 'task', sampled: true })
  Headwater.startSpan({ name: 'inner', parentSpan: transaction }, () => 1)
  Headwater.setTag('a', 'b')
  transaction.finish()
  return Headwater.flush()
})`

const withInit = (attributes: string): string => `${tag}${app}<script type="module">
  import * as Headwater from '/dist/headwater.mjs'
  window.Headwater = Headwater
  app.run(() => Headwater.init({ dsn: location.origin.replace('//', '//${publicKey}@') + '/1', detectRedirects: false, ${attributes} }))
</script>`

const pages: Record<string, Page> = {
  '/zone.js': () => ({ headers: { 'content-type': 'text/javascript' }, body: zone }),
  '/without': `<!doctype html>${tag}${app}`,
  '/before': pageWithHeadwater({ head: tag, afterScript: app, attributes: { 'detect-redirects': false } }),
  '/after': pageWithHeadwater({ afterScript: tag + app, attributes: { 'detect-redirects': false } }),
  '/inside': `<!doctype html>${withInit('tracesSampleRate: 1')}`,
  // Only its navigation is recorded, begun by a call in the zone.
  '/later': `<!doctype html>${withInit("tracesSampler: ({ op }) => op === 'navigation'")}`,
}

async function tasksOf(site: Site, path: string): Promise<{ zones: string[]; tasks: string[] }> {
  const { page } = await openPage(site, path)
  const zones = (await page.evaluate(act)) as string[]
  if (path !== '/without') {
    await page.evaluate(useHeadwater)
    await site.waitForTransaction(({ transaction }) => transaction === '/next')
  }
  const tasks = (await page.evaluate('tasks')) as string[]
  await page.close()
  site.envelopes.length = 0
  return { zones, tasks }
}

browserTest(
  'the application has the same tasks in the same zones as without Headwater',
  { pages, lost: true, testTimeout: 120_000 },
  async site => {
    const { zones, tasks } = await tasksOf(site, '/without')
    assert.deepEqual(zones, ['app', 'app', 'app', 'app'])
    assert.ok(tasks.includes('macroTask XMLHttpRequest.send') && tasks.some(task => task.startsWith('microTask')), tasks.join())
    for (const path of ['/before', '/after', '/inside', '/later']) {
      assert.deepEqual(await tasksOf(site, path), { zones, tasks }, path)
    }
  },
)
