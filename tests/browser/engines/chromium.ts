import { connectBrowser } from '../support/chromium.ts'
import { defaultTimeout } from '../support/record.ts'
import type { Browser, Engine } from './engine.ts'

export const chromium: Engine = {
  name: 'Chromium',
  async start(): Promise<Browser> {
    const browser = await connectBrowser()
    return {
      async openTab() {
        const context = await browser.newContext()
        const page = await context.newPage()
        page.setDefaultTimeout(defaultTimeout)
        return {
          goto: async url => void (await page.goto(url)),
          evaluate: expression => page.evaluate(expression),
          click: selector => page.click(selector),
          press: key => page.keyboard.press(key),
          setOffline: isOffline => context.setOffline(isOffline),
          leave: async () => void (await page.goto('about:blank')),
          // The context stays until the browser goes: with it goes what the page sent last.
          close: () => page.close(),
        }
      },
      close: () => browser.close(),
    }
  },
}
