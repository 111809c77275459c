import puppeteer, { type Browser } from 'puppeteer-core'

/**
 * A Chromium that prerenders. By puppeteer: what Playwright attaches to waits for ever, and it does not know how to let go of a
 * prerendered page.
 */
export const launchPrerendering = (): Promise<Browser> =>
  puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'],
    ignoreDefaultArgs: true,
    pipe: false,
    debuggingPort: 0,
  })
