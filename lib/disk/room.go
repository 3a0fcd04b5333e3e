package disk

import (
	"fmt"
	"syscall"
)

// Room returns how many bytes of the disk on which a folder lies are free for
// programs that are not root's, and how many there are.
func Room(folder string) (free, size uint64, err error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return 0, 0, fmt.Errorf("ask for room below %s: %w", folder, err)
	}
	block := uint64(s.Bsize)
	return s.Bavail * block, s.Blocks * block, nil
}
