// Package sepa knows how euros are sent within the Single Euro Payments Area: account
// numbers (IBAN, ISO 13616) and the code that banks' programs scan to fill in a
// transfer (EPC069-12, version 2).
package sepa
