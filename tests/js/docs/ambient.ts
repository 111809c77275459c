/** What examples of the documentation may use without saying so: the global of the script tag, and packages that are not installed here. */
export const ambient = `
declare const Headwater: typeof import('headwater')
declare module '@elastic/apm-rum'
declare module '@opentelemetry/exporter-trace-otlp-http'
declare module '@sentry/apm'
declare module '$app/navigation' {
  interface Target { url: URL; route: { id: string | null } }
  export function beforeNavigate(callback: (navigation: { to: Target | null; willUnload: boolean }) => void): void
  export function afterNavigate(callback: (navigation: { to: Target | null }) => void): void
}
declare module '@angular/router' {
  export class NavigationStart { url: string }
  export class NavigationEnd { id: number; url: string }
  export class NavigationCancel { id: number; reason: string }
  export class NavigationError { id: number; error: unknown }
  export class Router {
    events: { subscribe(next: (event: NavigationStart | NavigationEnd | NavigationCancel | NavigationError) => void): void }
  }
}
`
