// Package arch holds the tests of the project's shape: which folder may import
// which, where each library may be used, how long things may grow, and how they
// are named.
//
// A rule is a function from the tree of files to its violations. Each rule is
// proved twice: on a small tree in testdata, where the lines that it must refuse
// are marked, and on the project itself. The tests open the files themselves,
// so that the test cache knows what they read and a cached pass is a true one.
package arch
