package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// proportional returns the memory of a process and of all its descendants, in
// bytes, each shared page counted in parts (PSS).
func proportional(pid int) (int64, error) {
	parents, err := processTree()
	if err != nil {
		return 0, err
	}
	var total int64
	for _, p := range family(parents, pid) {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", p))
		if errors.Is(err, fs.ErrNotExist) {
			continue // It has ended meanwhile.
		}
		if err != nil {
			return 0, err
		}
		size, err := pss(text)
		if err != nil {
			return 0, fmt.Errorf("memory of process %d: %w", p, err)
		}
		total += size
	}
	return total, nil
}

// processTree returns the parent of every process of the machine.
func processTree() (map[int]int, error) {
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil, fmt.Errorf("list processes: %w", err)
	}
	parents := map[int]int{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // It has ended meanwhile.
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
		// The name of the program, in parentheses, may hold anything.
		after := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		if len(after) < 2 {
			continue
		}
		if parents[pid], err = strconv.Atoi(after[1]); err != nil {
			return nil, fmt.Errorf("read %s: %w", file, err)
		}
	}
	return parents, nil
}

// family returns a process and all its descendants.
func family(parents map[int]int, pid int) []int {
	all := []int{pid}
	for i := 0; i < len(all); i++ {
		for child, parent := range parents {
			if parent == all[i] {
				all = append(all, child)
			}
		}
	}
	return all
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
