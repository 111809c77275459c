import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSameSite } from '../../../../js/core/send/site.ts'

const same: [string, string][] = [
  ['shop.example', 'shop.example'],
  ['www.shop.example', 'o1.ingest.shop.example'],
  ['www.shop.co.uk', 'api.shop.co.uk'],
  ['localhost', 'localhost'],
  ['127.0.0.1', '127.0.0.1'],
  ['[::1]', '[::1]'],
]
const other: [string, string][] = [
  ['shop.example', 'ingest.example'],
  ['notshop.example', 'shop.example'],
  ['shop.co.uk', 'other.co.uk'],
  ['localhost', '127.0.0.1'],
  ['10.1.0.1', '10.2.0.1'],
  ['[::1]', '[::2]'],
  ['intranet', 'wiki'],
]

for (const [a, b] of same) test(`${a} and ${b} are one site`, () => assert.ok(isSameSite(a, b)))
for (const [a, b] of other) test(`${a} and ${b} are two sites`, () => assert.ok(!isSameSite(a, b)))
