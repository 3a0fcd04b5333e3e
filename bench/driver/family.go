package driver

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Family returns a process and all its descendants.
func Family(pid int) ([]int, error) {
	parents, err := processTree()
	if err != nil {
		return nil, err
	}
	return family(parents, pid), nil
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
