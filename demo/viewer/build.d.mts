export const target: string
/** Writes build/viewer; what JavaScript and CSS weigh, in bytes of brotli. */
export function buildViewer(): Promise<number>
export function buildViewerIfStale(): Promise<void>
