import type { NodeConfig } from './options.ts'

/** What `init` has said; undefined before it and after `close`, when everything passes through. */
export let config: NodeConfig | undefined

export const configure = (given: NodeConfig | undefined): void => void (config = given)
