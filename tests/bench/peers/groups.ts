import { calls } from './rows/calls.ts'
import { entries } from './rows/entries.ts'
import { gzip } from './rows/gzip.ts'
import { instructions } from './rows/instructions.ts'
import { load } from './rows/load.ts'
import { memory } from './rows/memory.ts'
import { requests } from './rows/requests.ts'
import { size } from './rows/size.ts'
import { spans } from './rows/spans.ts'
import type { Group } from './group.ts'

/** In the order of the table. */
export const groups: Group[] = [size, load, calls, requests, spans, memory, entries, instructions, gzip]
