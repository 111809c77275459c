// node js/build/check-sizes.mjs: fails when a file that was built is larger than its budget.

import { readFileSync } from 'node:fs'
import { budgets, reportSizes } from './sizes.mjs'

const dist = new URL('../../dist/', import.meta.url)
const files = Object.fromEntries(Object.keys(budgets).map(name => [name, readFileSync(new URL(name, dist))]))
if (reportSizes(files)) process.exitCode = 1
