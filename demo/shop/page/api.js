// Calls of the JSON APIs. A call that fails rejects with an ApiError; one that its signal ended, with an AbortError.

export class ApiError extends Error {
  /** `forCustomer` may be shown as it is. */
  constructor(message, forCustomer) {
    super(message)
    this.name = 'ApiError'
    this.forCustomer = forCustomer
  }
}

const unreachable = 'The shop can’t be reached. Please try again in a moment.'

/** By fetch: GET, or POST when there is a body. */
export async function fetchJson(url, { body, signal } = {}) {
  const init =
    body === undefined
      ? { signal }
      : { signal, method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
  let response
  try {
    response = await fetch(url, init)
  } catch (error) {
    if (error.name === 'AbortError') throw error
    throw new ApiError(`${url}: ${error.message}`, unreachable)
  }
  return answerOf(url, response.status, await response.text())
}

/** The same POST by XMLHttpRequest, as older code has it. */
export function postByXhr(url, body) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest()
    xhr.open('POST', url)
    xhr.setRequestHeader('Content-Type', 'application/json')
    xhr.onerror = () => reject(new ApiError(`${url}: network error`, unreachable))
    xhr.onload = () => {
      try {
        resolve(answerOf(url, xhr.status, xhr.responseText))
      } catch (error) {
        reject(error)
      }
    }
    xhr.send(JSON.stringify(body))
  })
}

function answerOf(url, status, text) {
  let answer
  try {
    answer = JSON.parse(text)
  } catch {
    throw new ApiError(`${url}: ${status}, not JSON`, unreachable)
  }
  if (status >= 400) throw new ApiError(`${url}: ${status}`, answer.error)
  return answer
}
