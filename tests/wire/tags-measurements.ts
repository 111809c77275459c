import { characters, isObject, shown } from './json.ts'
import type { Add } from './rules.ts'

const milliseconds = ['lcp', 'fcp', 'fp', 'fid', 'inp', 'ttfb', 'ttfb.requesttime']
const maxCustom = 10

/** Tags of a transaction or span (P17–P19). */
export function checkTags(tags: unknown, where: string, add: Add): void {
  if (tags === undefined) return
  if (!isObject(tags)) {
    add('P18', `tags of ${where} are ${shown(tags)}`)
    return
  }
  for (const [key, value] of Object.entries(tags)) {
    if (!/^[a-zA-Z0-9_.:-]{1,200}$/.test(key)) add('P17', `${shown(key)} of ${where}`)
    if (typeof value !== 'string') add('P18', `${key} of ${where} is ${shown(value)}`)
    else if (value === '' || characters(value) > 200 || /[\r\n]/.test(value)) add('P19', `${key} of ${where} is ${shown(value)}`)
  }
}

/** Measurements of a transaction or span (P20–P24). */
export function checkMeasurements(measurements: unknown, where: string, add: Add): void {
  if (measurements === undefined) return
  if (!isObject(measurements)) {
    add('P21', `measurements of ${where} are ${shown(measurements)}`)
    return
  }
  let custom = 0
  for (const [name, measurement] of Object.entries(measurements)) {
    if (!/^[A-Za-z][A-Za-z0-9_.]*$/.test(name)) add('P20', `${shown(name)} of ${where}`)
    const { value, unit } = isObject(measurement) ? measurement : { value: measurement, unit: undefined }
    if (typeof value !== 'number' || !Number.isFinite(value)) add('P21', `${name} is ${shown(value)}`)
    if (typeof unit !== 'string') add('P22', `${name} has ${shown(unit)}`)
    else if (milliseconds.includes(name.toLowerCase())) {
      if (unit !== 'millisecond') add('P23', `${name} in ${shown(unit)}`)
    } else if (name.toLowerCase() === 'cls') {
      if (unit !== '' && unit !== 'none') add('P23', `${name} in ${shown(unit)}`)
    } else custom += 1
  }
  if (custom > maxCustom) add('P24', `${custom}`)
}
