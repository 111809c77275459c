import { createServer } from 'node:net'
import { StartError } from './start-error.mjs'

/** The number itself when it is free; 0, for any, when a default one is taken. Throws a StartError for a chosen one. */
export async function choosePort({ flag, number, isChosen }) {
  if (number === 0 || (await isFree(number))) return number
  if (isChosen) throw new StartError(`Port ${number} is taken. Choose another with ${flag}, or 0 for any free one.`)
  console.log(`[start] port ${number} is taken; using a free one (${flag} chooses)`)
  return 0
}

function isFree(port) {
  const probe = createServer()
  return new Promise(resolve => {
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
