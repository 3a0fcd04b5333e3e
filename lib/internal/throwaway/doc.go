// Package throwaway holds the terms on which a private PostgreSQL may be run for data that nobody would miss.
// It is internal so that only the test support beside it can ask for such a cluster: a program cannot.
package throwaway

// Terms loosen what a private cluster otherwise guarantees.
// A cluster run on these terms dies with the process that started it, whatever ends that process.
type Terms struct {
	// Settings are PostgreSQL settings that replace those of production, "fsync" to "off" for example.
	Settings map[string]string
}
