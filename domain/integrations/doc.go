// Package integrations tells other systems what happens in a company.
//
// A [Webhook] is an address of the company's own choosing that is sent events, signed
// by the Standard Webhooks specification (standardwebhooks.com). Each has a line of its
// own, which is a subscription of the outbox: what was committed is sent at least once,
// is tried again when it was not taken, and lies with the dead letters in the end, all
// by itself and without delaying the company's other webhooks. Addresses that are not
// public are refused when they are connected to, by package outbound.
package integrations
