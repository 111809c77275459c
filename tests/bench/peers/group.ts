import type { Site } from '../../browser/support/index.ts'
import type { Limit, Row } from './table.ts'
import type { Subject } from './subjects.ts'

/** Rows that one visit to a page measures together. */
export interface Group {
  /** For `--only`. */
  name: string
  /** By the key under which a visit gives its value. */
  rows: Record<string, Row>
  /** Who is measured, in this order and in the opposite one by turns. Default: all that record. */
  subjects: Subject[]
  /** How often. */
  turns: number
  /** Rows from which the median of the page alone is taken off. */
  added?: string[]
  /** One visit in a page of its own. A value that is missing: this subject did not do the work. */
  visit(site: Site, subject: Subject): Promise<Record<string, number | undefined>>
  /** Printed after the table. */
  notes?: () => string[]
}

export const atMost = (most: number): Limit => ({ most })
