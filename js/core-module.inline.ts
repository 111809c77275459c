import { connect } from './core/index.ts'
import type { CoreModule } from './host.ts'

/** The core has no address of its own. */
export const coreUrlOf = (_option?: string): string => ''

export const importCore = async (_url: string): Promise<CoreModule> => ({ connect })
