// Package mailtest is a mail server for tests: it speaks SMTP on a port of this
// machine, keeps what it is given, refuses what it is told to, and can be stopped and
// started again on the same port.
package mailtest
