// Package cron tells when something is due that comes again and again: five fields
// (minute, hour, day, month and day of the week) or a word such as
// "@daily", read in a time zone.
package cron
