package cluster

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// sessionOf puts a child into a session of its own, away from the terminal's signals, as the given user.
func sessionOf(as runner) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Credential: as.credential()}
}

// dieWithParent has the kernel signal the child when the thread that started it ends.
func dieWithParent(attr *syscall.SysProcAttr, signal syscall.Signal) { attr.Pdeathsig = signal }

// alive tells whether a process runs. One that has ended but that its parent never asked about does not.
func alive(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist) && exists(pid)
	}
	_, fields, found := bytes.Cut(stat, []byte(") ")) // After the program's name, the state.
	return found && len(fields) > 0 && fields[0] != 'Z' && fields[0] != 'X'
}

// serves tells whether the process is a PostgreSQL of the data folder, which is its working directory. Sure is false
// when the system does not say.
func serves(pid int, data string) (yes, sure bool) {
	dir := "/proc/" + strconv.Itoa(pid)
	name, err := os.ReadFile(dir + "/comm")
	if err != nil {
		return false, errors.Is(err, fs.ErrNotExist)
	}
	if strings.TrimSpace(string(name)) != "postgres" {
		return false, true
	}
	there, err := os.Stat(dir + "/cwd")
	if err != nil {
		return false, errors.Is(err, fs.ErrNotExist)
	}
	here, err := os.Stat(data)
	if err != nil {
		return false, false
	}
	return os.SameFile(there, here), true
}

// servants returns the processes of PostgreSQL that work in the data folder.
func servants(data string) []int {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	var found []int
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		if ours, _ := serves(pid, data); ours {
			found = append(found, pid)
		}
	}
	return found
}

// memory returns what the machine, or the container, offers in bytes; zero when the system does not say.
func memory() int64 {
	least := int64(0)
	if text, err := os.ReadFile("/proc/meminfo"); err == nil {
		var kb int64
		if _, err := fmt.Sscanf(string(text), "MemTotal: %d kB", &kb); err == nil {
			least = kb << 10
		}
	}
	if text, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		limit, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64) // "max" means no limit.
		if err == nil && limit < least {
			least = limit
		}
	}
	return least
}
