// Asking the collector.

/** An answer that says what is wrong. `at`: where in the query. */
export class ApiError extends Error {
  readonly status: number
  readonly at: number | null

  constructor(status: number, message: string, at: number | null) {
    super(message)
    this.status = status
    this.at = at
  }
}

/** The collector does not answer. */
export class DownError extends Error {}

type Params = Record<string, string | number | string[] | undefined>

export function apiPath(path: string, params: Params = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    if (Array.isArray(value)) for (const one of value) search.append(name, one)
    else if (value !== undefined && value !== '') search.set(name, String(value))
  }
  const query = search.toString()
  return query ? `${path}?${query}` : path
}

/** Rejects with an ApiError or a DownError, or as aborted. `coming` is told how many bytes are on their way. */
export async function get<T>(path: string, params: Params = {}, signal?: AbortSignal, coming?: (bytes: number) => void): Promise<T> {
  let response: Response
  let body: string
  try {
    response = await fetch(apiPath(path, params), signal ? { signal } : {})
    const reading = response.text()
    coming?.(Number(response.headers.get('content-length')))
    body = await reading
  } catch (error) {
    if (signal?.aborted) throw error
    throw new DownError('The collector does not answer.')
  }
  if (path.startsWith('/api/traces/')) performance.mark('viewer:arrived')
  if (response.ok) return JSON.parse(body) as T
  // 503: its file is gone or locked. What stands before it may say 502 and 504 when it is down.
  const said = errorIn(body)
  if (response.status >= 500) throw new DownError(said?.message ?? `The collector answers ${response.status}.`)
  throw new ApiError(response.status, said?.message ?? `The collector answers ${response.status}.`, said?.at ?? null)
}

function errorIn(body: string): { message: string; at: number | null } | undefined {
  try {
    return (JSON.parse(body) as { error?: { message: string; at: number | null } }).error
  } catch {
    return undefined
  }
}
