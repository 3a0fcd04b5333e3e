//go:build !linux

package servertest

import "os/exec"

// dieWithParent does nothing where the kernel cannot: a killed test leaves its
// program running.
func dieWithParent(*exec.Cmd) {}
