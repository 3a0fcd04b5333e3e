// Package sms sends short messages, through Twilio or, while developing, into a
// file. What is sent, to whom and how often is its callers' business; errors hold
// neither text nor number, since they end in logs.
package sms
