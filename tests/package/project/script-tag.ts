// A script, not a module: it finds the global that the script tag makes.
/// <reference types="headwater" />
Headwater.setTag('plan', 'free')
const checkout: Headwater.Transaction = Headwater.startTransaction('checkout')
checkout.finish()
// @ts-expect-error: no such member
Headwater.captureException(new Error())
