/** The document's phases by the operation of their spans: where they start and end in its navigation timing. */
export const phases: Record<string, [start: string, end: string]> = {
  'browser.cache': ['fetchStart', 'domainLookupStart'],
  'browser.dns': ['domainLookupStart', 'domainLookupEnd'],
  'browser.connect': ['connectStart', 'connectEnd'],
  'browser.request': ['requestStart', 'responseEnd'],
  'browser.response': ['responseStart', 'responseEnd'],
  'browser.dom_content_loaded_event': ['domContentLoadedEventStart', 'domContentLoadedEventEnd'],
  'browser.load_event': ['loadEventStart', 'loadEventEnd'],
}
