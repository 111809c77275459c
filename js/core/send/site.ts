/**
 * Whether two hosts (without port) belong to one site, that is, share a registrable domain. Without the public suffix list this
 * is an estimate: the last two labels, or the last three below a suffix that looks like `co.uk`. IP addresses and
 * single labels such as `localhost` must be equal. A wrong "no" costs a fetch instead of a beacon; nothing is lost.
 */
export function isSameSite(a: string, b: string): boolean {
  return registrableDomain(a) === registrableDomain(b)
}

function registrableDomain(host: string): string {
  // The last label of an address is a number, or the bracket that ends IPv6.
  if (/[\d\]]$/.test(host)) return host
  const labels = /\.[^.]{1,3}\.[^.]{2}$/.test(host) ? 3 : 2
  return host.split('.').slice(-labels).join('.')
}
