/** A browser of one kind, as little of it as the scenarios need. All it does is real: no emulated input, focus or history. */
export interface Engine {
  name: 'Chromium' | 'Firefox' | 'WebKit'
  /** Starts the browser. It is killed when this process ends, if not closed before. */
  start(): Promise<Browser>
}

export interface Browser {
  /** A tab in the foreground, that of the test before closed or left. Rejects when the browser is gone. */
  openTab(): Promise<Tab>
  close(): Promise<void>
}

export interface Tab {
  /** Resolves at the `load` event of the page. */
  goto(url: string): Promise<void>
  /** The value of an expression in the page, awaited, as JSON carries it; null may stand for undefined. Rejects with what it threw. */
  evaluate(expression: string): Promise<unknown>
  /** A click of the mouse in the middle of an element. */
  click(selector: string): Promise<void>
  /** A key pressed and released: a character. */
  press(key: string): Promise<void>
  /** Takes the tab off the network, or back. Missing where the driver has no way to. */
  setOffline?(isOffline: boolean): Promise<void>
  /** To `about:blank`. */
  leave(): Promise<void>
  close(): Promise<void>
}
