// Package app is the program: it lists every module, builds the kernel and the
// control plane from the settings, and serves.
package app
