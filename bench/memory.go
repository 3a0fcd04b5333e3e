package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/guildhall/guildhall/bench/driver"
)

// Memory of processes, each shared page counted in parts: all of it, or without what is
// only read from files, such as programs, which the kernel takes back when it needs room.
var (
	whole = []string{"Pss"}
	held  = []string{"Pss_Anon", "Pss_Shmem"}
)

// together returns the memory of a process and of all its descendants, in bytes.
func together(pid int, kinds []string) (int64, error) {
	all, err := driver.Family(pid)
	if err != nil {
		return 0, err
	}
	var total int64
	for _, p := range all {
		size, err := alone(p, kinds)
		if errors.Is(err, fs.ErrNotExist) {
			continue // It has ended meanwhile.
		}
		if err != nil {
			return 0, err
		}
		total += size
	}
	return total, nil
}

// alone returns the memory of a process without its descendants, in bytes.
func alone(pid int, kinds []string) (total int64, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0, err
	}
	for _, kind := range kinds {
		size, err := rolledUp(text, kind)
		if err != nil {
			return 0, fmt.Errorf("memory of process %d: %w", pid, err)
		}
		total += size
	}
	return total, nil
}

// rolledUp reads a size, in bytes, from the text of a smaps_rollup file.
func rolledUp(text []byte, kind string) (int64, error) {
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), kind+":"); ok {
			kilobytes, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			if err != nil {
				return 0, fmt.Errorf("read %s: %w", kind, err)
			}
			return kilobytes << 10, nil
		}
	}
	return 0, fmt.Errorf("there is no line %s", kind)
}
