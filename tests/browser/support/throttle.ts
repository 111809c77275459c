import type { CDPSession, Page } from 'playwright-core'

export interface Throttling {
  /** How many times slower the processor is. Default 1. */
  cpu?: number
  /** Round trip in ms. Default 0. */
  latency?: number
  /** Bytes a second down and up. Default unlimited. */
  throughput?: number
  offline?: boolean
}

/** One for each page: conditions belong to the session that set them, and those of an older session win. */
const sessions = new WeakMap<Page, Promise<CDPSession>>()

/** From now on, for this page; call again with `{}` to lift it. */
export async function throttle(page: Page, { cpu = 1, latency = 0, throughput = -1, offline = false }: Throttling): Promise<void> {
  const opened = sessions.get(page) ?? page.context().newCDPSession(page)
  sessions.set(page, opened)
  const session = await opened
  await session.send('Emulation.setCPUThrottlingRate', { rate: cpu })
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline,
    latency,
    downloadThroughput: throughput,
    uploadThroughput: throughput,
  })
}
