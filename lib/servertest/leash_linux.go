package servertest

import (
	"os/exec"
	"syscall"
)

// dieWithParent has the kernel end the child with the process that started it, so
// that tests which are killed leave nothing running.
func dieWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
