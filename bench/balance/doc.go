// Command balance stops the processes of an installation, one at a time, while a
// company works in it, and looks whether anybody notices.
//
//	go run ./bench/balance --data NORTHWIND_DIR [--tier shared] [--minutes 10] [--seed N]
//
// It starts PostgreSQL, Redis, two API processes behind HAProxy, two workers and a
// scheduler, all of them on this machine, and trades the Northwind history through
// HAProxy (see bench/northwind); in another company quotes are written and sent. It
// stops one process after another meanwhile, by SIGTERM and by SIGKILL, and starts it
// again. Of HAProxy's log, which tells of a request which process answered and how the
// answer ended, and of a witness before HAProxy, which sees connections that break, it
// asks:
//
//   - no request failed that was not under way in a process when that was killed;
//   - none failed in a process that was told to end, or that serves no requests.
//
// At the end everything is stopped, PostgreSQL too, and remains so while a schedule is
// due; then one process that does everything returns, before PostgreSQL does. It asks:
//
//   - the history has come to every cent that the files lead to;
//   - every event is delivered, nothing lies with the dead letters, and there is one
//     letter for what a client is written to about;
//   - every schedule was begun once for each time that it was due, and the job that
//     came of it was done once;
//   - what was due while nobody was there was done once.
//
// Before that it trades the same history through one API process without HAProxy, and
// once more through it, so that the figures may be compared.
//
// The result is one JSON object on the standard output; the progress goes to the
// standard error. The exit status is 1 when anything was not as it should be.
//
// HAProxy's settings are those of docs/running-several.md, but for the ports.
package main
