// Package disk tells how much room there is on disks.
package disk
