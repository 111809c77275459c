import { Builder, By, Capabilities, type WebDriver } from 'selenium-webdriver'
import { defaultTimeout } from '../support/record.ts'
import type { Browser, Engine, Tab } from './engine.ts'
import { startWebKitDriver } from './webkit-driver.ts'

/** WebKitGTK's MiniBrowser. */
export const webkit: Engine = {
  name: 'WebKit',
  async start(): Promise<Browser> {
    const server = await startWebKitDriver()
    const driver = await new Builder()
      .usingServer(server.address)
      .withCapabilities(new Capabilities({ browserName: 'MiniBrowser' }))
      .build()
    await driver.manage().setTimeouts({ script: 2 * defaultTimeout, pageLoad: defaultTimeout })
    return {
      // The one there is: another would stay in the background, and a window takes most of a second to open.
      openTab: () => Promise.resolve(tabOf(driver)),
      async close() {
        await driver.quit()
        await server.stop()
      },
    }
  },
}

function tabOf(driver: WebDriver): Tab {
  // WebKitWebDriver takes only a callback, and tells an error by its name alone.
  const evaluate = async (expression: string): Promise<unknown> => {
    const script = `const done = arguments[0]
      const evaluate = async () => (${expression})
      evaluate().then((value) => done({ value }), (error) => done({ error: String(error) }))`
    const { value, error } = await driver.executeAsyncScript<{ value?: unknown; error?: string }>(script)
    if (error !== undefined) throw new Error(error)
    return value
  }
  return {
    evaluate,
    goto: url => driver.get(url),
    click: selector => driver.findElement(By.css(selector)).click(),
    press: key => driver.actions().sendKeys(key).perform(),
    leave: () => driver.get('about:blank'),
    close: () => driver.get('about:blank'),
  }
}
