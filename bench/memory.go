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

// proportional returns the memory of a process and of all its descendants, in
// bytes, each shared page counted in parts (PSS).
func proportional(pid int) (int64, error) {
	all, err := driver.Family(pid)
	if err != nil {
		return 0, err
	}
	var total int64
	for _, p := range all {
		size, err := alone(p)
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

// alone returns the memory of a process without its descendants, in bytes (PSS).
func alone(pid int) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0, err
	}
	size, err := pss(text)
	if err != nil {
		return 0, fmt.Errorf("memory of process %d: %w", pid, err)
	}
	return size, nil
}

// pss reads the proportional size from the text of a smaps_rollup file.
func pss(text []byte) (int64, error) {
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "Pss:"); ok {
			kilobytes, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			if err != nil {
				return 0, fmt.Errorf("read Pss: %w", err)
			}
			return kilobytes << 10, nil
		}
	}
	return 0, errors.New("there is no line Pss")
}
