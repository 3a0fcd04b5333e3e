// Package entitytest runs modules on a real PostgreSQL: [New] makes a database
// with the modules' tables and one tenant, and [Run] holds every declared entity
// to the rules that all of them share.
//
// A package that uses it says in its TestMain:
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }
package entitytest
