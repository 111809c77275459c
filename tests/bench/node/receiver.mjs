// Takes all that it is sent, in a process of its own, and prints how many bytes that was when asked. Its first line is its port.

import { createServer } from 'node:http'

let requests = 0
const server = createServer((request, response) => {
  requests++
  request.resume().on('end', () => response.setHeader('content-type', 'application/json').end('{}'))
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.on('message', () => process.send(requests))
