export interface NavigationTiming extends PerformanceNavigationTiming {
  activationStart?: number
  deliveryType?: string
}

/** The document's own timing, which some browsers have later than others. */
export const navigationTiming = (): NavigationTiming | undefined =>
  performance.getEntriesByType?.('navigation')[0] as NavigationTiming | undefined
