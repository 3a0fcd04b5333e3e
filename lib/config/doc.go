// Package config holds the settings of the programs: what they mean, their
// defaults, the GUILDHALL_… variables they are read from, and which of them make
// no sense together. The struct tags are those of kong, which reads them at the
// door; everything behind it is given values.
package config
