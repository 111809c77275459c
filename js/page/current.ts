import type { Transaction } from '../record/span.ts'
import type { Config } from '../seam/options.ts'

/** The options of `init`; undefined before it and after `close`. */
export let config: Config | undefined
export const configure = (checked: Config | undefined): void => void (config = checked)

/** The page's pageload or navigation; of kind OWNER when it has none. Undefined before `init` and after `close`. */
export let page: Transaction | undefined
export const setPage = (root: Transaction | undefined): void => void (page = root)
