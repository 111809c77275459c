/**
 * Whether an answer is not the receiver's: a redirect led to a page, as one to log in, that answers anybody with 200. Receivers answer in
 * JSON.
 */
export const isAstray = (response: Response): boolean => response.redirected && !/json/.test(response.headers.get('content-type')!)
