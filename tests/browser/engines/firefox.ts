import { setTimeout as delay } from 'node:timers/promises'
import puppeteer from 'puppeteer-core'
import { defaultTimeout } from '../support/record.ts'
import type { Browser, Engine } from './engine.ts'

const executable = process.env.FIREFOX ?? '/usr/bin/firefox-esr'

/** By WebDriver BiDi, which Firefox speaks itself. `receiver.test` is the loopback server, as in Chromium. */
export const firefox: Engine = {
  name: 'Firefox',
  async start(): Promise<Browser> {
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: executable,
      headless: true,
      extraPrefsFirefox: { 'network.dns.localDomains': 'receiver.test' },
    })
    return {
      async openTab() {
        // In the context that all share: with a context of its own, what a page sends while its tab closes may be lost.
        const page = await browser.newPage()
        page.setDefaultTimeout(defaultTimeout)
        return {
          goto: async url => void (await page.goto(url)),
          evaluate: expression => page.evaluate(expression),
          click: selector => page.click(selector),
          press: key => page.keyboard.press(key as 'a'),
          setOffline: isOffline => page.setOfflineMode(isOffline),
          async leave() {
            // `goto` never hears that it has arrived when the page was restored before.
            await page.evaluate('void setTimeout(() => (location.href = "about:blank"))')
            const isLeft = (): Promise<boolean> => page.evaluate('location.href === "about:blank"').then(Boolean, () => false)
            while (!(await isLeft())) await delay(10)
          },
          close: () => page.close(),
        }
      },
      close: () => browser.close(),
    }
  },
}
