import { api } from './api.ts'
import { scriptTag } from './base/script-tag.ts'
import { membersOf } from './base/values.ts'

const realm = globalThis as { Headwater?: typeof api }
realm.Headwater = api
// Not what somebody's code gave to all objects.
const attributes = membersOf(scriptTag?.dataset, String)
if (attributes.dsn || attributes.tunnel) api.init(attributes, true)
