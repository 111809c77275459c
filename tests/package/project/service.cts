/** Never run: a service that requires. */
import Headwater = require('headwater/node')

Headwater.init({ dsn: 'https://key@host/1' })
const closed: Promise<boolean> = Headwater.close()
export = closed
