// Command bench measures Guildhall against floors on the same machine, in the same
// minutes, and says whether it reaches its goals.
//
//	go run ./bench [-only NAME[,NAME…]] [-rounds N] [-quick] [-out FILE]
//
// It builds the server and the floor program, starts the server on a data folder
// of its own, fills it, and drives both with the same load generator in short
// paired rounds: what else the machine does falls on both, and the median of the
// rounds' ratios is what counts. Absolute figures are printed beside it, but have
// no goal. Writing is compared with pgbench, which sends the same statements as
// fast as PostgreSQL takes them. What events cost is measured on two servers of its
// own: one that hears of them, by package bench/witness, and one that keeps none.
//
// The result is a table on the standard output and, as JSON, the file
// bench/out/latest.json. The exit status is 1 when a goal is missed.
package main
