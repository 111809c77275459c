// node js/build/check-sizes.mjs: fails when a file that was built is larger than its budget.

import { budgets, builtFiles, reportSizes } from './sizes.mjs'

if (reportSizes(builtFiles(Object.keys(budgets)))) process.exitCode = 1
