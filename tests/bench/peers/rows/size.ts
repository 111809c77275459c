import { leave, openPage, type Site } from '../../../browser/support/index.ts'
import { atMost, type Group } from '../group.ts'
import { everybody, type Subject } from '../subjects.ts'
import { settle } from '../tab.ts'

/** The part of the visitors that is sampled, of whom the average is taken. */
const rate = 0.25

/** What a visitor fetches. */
export const size: Group = {
  name: 'size',
  rows: {
    shim: { name: 'brotli bytes before the page shows', digits: 0, limit: atMost(8_700) },
    core: { name: 'brotli bytes of the core, sampled', digits: 0, limit: atMost(27_500) },
    average: { name: `brotli bytes of the average visitor, rate ${rate}`, digits: 0, limit: atMost(15_600) },
  },
  subjects: everybody.filter(subject => subject !== 'none'),
  turns: 1,
  async visit(site, subject) {
    const all = await fetched(site, subject)
    if (subject !== 'headwater') return { shim: all, average: all }
    const shim = await fetched(site, 'unsampled')
    return { shim, core: all - shim, average: shim + rate * (all - shim) }
  },
}

/** Bytes of scripts and what they load, as compressed. */
async function fetched(site: Site, subject: Subject): Promise<number> {
  const from = site.requests.length
  const visitor = await openPage(site, `/${subject}/plain`)
  await settle(site, from)
  const sizes = Object.entries(await visitor.sizes()).filter(([path]) => /^\/(dist|peer)\//.test(path))
  await leave(visitor)
  await visitor.close()
  return sizes.reduce((sum, [, bytes]) => sum + bytes, 0)
}
