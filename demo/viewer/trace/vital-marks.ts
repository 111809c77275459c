import type { TraceModel } from './model.ts'
import type { Mark } from './axis.ts'
import { lines, measured, rating } from './vitals.ts'

/** The web vitals of the first page load or navigation among the transactions, as points in time. */
export function vitalMarks(model: TraceModel): Mark[] {
  for (const node of model.roots.slice().sort()) {
    const { measurements } = model.trace.transactions[model.transaction[node]!]!
    const marks = lines.flatMap((name): Mark[] => {
      const known = measured(measurements?.[name])
      return known ? [{ name: name.toUpperCase(), at: model.start[node]! + known.value, rating: rating(name, known.value) ?? '' }] : []
    })
    if (marks.length > 0) return marks
  }
  return []
}
