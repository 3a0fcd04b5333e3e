// Package pgtest gives tests a real PostgreSQL: one private cluster for each test process, started when the first test
// asks for it, on settings that are fast and keep nothing.
//
// A package that uses it says in its TestMain:
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }
//
// A test process that is killed takes its PostgreSQL along; the next run removes the folder it leaves behind. A missing
// PostgreSQL fails the test, it never skips it.
package pgtest
