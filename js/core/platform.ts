/** The members that js/base/platform.ts has taken: this file's code runs when the page may have declared anything. Nothing may use it before `connect`. */
export let platform: Record<string, any>

export const usePlatform = (taken: Record<string, any>): void => void (platform = taken)
