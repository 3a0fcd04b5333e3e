//go:build unix && !linux

package cluster

import (
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// sessionOf puts a child into a session of its own, away from the terminal's signals, as the given user.
func sessionOf(as runner) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Credential: as.credential()}
}

// dieWithParent does nothing: only Linux binds a child to its parent's life.
func dieWithParent(*syscall.SysProcAttr, syscall.Signal) {}

func alive(pid int) bool { return exists(pid) }

// serves can only exclude: a process of another program is no postmaster, but whose postmaster one is remains unknown.
func serves(pid int, _ string) (yes, sure bool) {
	out, err := exec.Command("ps", "-o", "comm=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return false, !exists(pid)
	}
	return false, filepath.Base(strings.TrimSpace(string(out))) != "postgres"
}

// servants finds none: PostgreSQL itself refuses to start beside them, and says so.
func servants(string) []int { return nil }

// memory returns zero: the system is not asked.
func memory() int64 { return 0 }
