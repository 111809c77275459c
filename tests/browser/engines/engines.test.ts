/** The same scenarios in each engine. One file, so that each browser starts once. */
import { after, describe, test } from 'node:test'
import { withSecondTry } from '../support/second-try.ts'
import { chromium } from './chromium.ts'
import { firefox } from './firefox.ts'
import { Stage, type Scenario } from './scenario.ts'
import { answers } from './scenarios/answers.ts'
import { forwarded } from './scenarios/arguments.ts'
import { callbacks } from './scenarios/callbacks.ts'
import { calls } from './scenarios/calls.ts'
import { cores } from './scenarios/cores.ts'
import { keeping } from './scenarios/kept.ts'
import { layers } from './scenarios/layers.ts'
import { leaving } from './scenarios/leaving.ts'
import { manual } from './scenarios/manual.ts'
import { much } from './scenarios/much-at-once.ts'
import { navigation } from './scenarios/navigation.ts'
import { noCore } from './scenarios/no-core.ts'
import { oddPages } from './scenarios/odd-pages.ts'
import { origins } from './scenarios/origins.ts'
import { pageViews } from './scenarios/page-views.ts'
import { pageload } from './scenarios/pageload.ts'
import { policy } from './scenarios/policy.ts'
import { referrer } from './scenarios/referrer.ts'
import { requests } from './scenarios/requests.ts'
import { resources } from './scenarios/resources.ts'
import { restoring } from './scenarios/restoring.ts'
import { sharing } from './scenarios/sharing.ts'
import { unsampled } from './scenarios/unsampled.ts'
import { vitals } from './scenarios/vitals.ts'
import { webkit } from './webkit.ts'

const scenarios: Record<string, Scenario> = {
  ...pageload,
  ...vitals,
  ...resources,
  ...requests,
  ...calls,
  ...forwarded,
  ...layers,
  ...oddPages,
  ...callbacks,
  ...origins,
  ...pageViews,
  ...navigation,
  ...leaving,
  ...keeping,
  ...sharing,
  ...referrer,
  ...answers,
  ...manual,
  ...much,
  ...unsampled,
  ...cores,
  ...noCore,
  ...policy,
  ...restoring,
}

for (const engine of [chromium, firefox, webkit]) {
  describe(engine.name, () => {
    const stage = new Stage(engine)
    after(() => stage.close())
    for (const [name, scenario] of Object.entries(scenarios)) {
      if (scenario.engines?.includes(engine.name) === false) continue
      test(`${engine.name}: ${name}`, { timeout: 60_000 }, t => withSecondTry(t, () => stage.play(scenario, t)))
    }
  })
}
