//go:build !linux

package redistest

import "os/exec"

// dieWithParent does nothing where the kernel cannot: a killed test leaves its
// Redis running.
func dieWithParent(*exec.Cmd) {}
