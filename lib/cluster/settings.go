package cluster

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/guildhall/guildhall/lib/internal/throwaway"
)

const (
	megabyte   = int64(1) << 20
	unknownMem = 2048 * megabyte
)

const confHead = `# Written by Guildhall at every start: changes here are lost.
# Change a setting by ALTER SYSTEM; what keeps data safe cannot be changed.
`

type setting struct{ name, value string }

// plan is how a cluster is to be run, but for its place.
type plan struct {
	conf      []setting // tuning, in postgresql.conf, where ALTER SYSTEM may overrule it
	fixed     []setting // safety, on the command line, where nothing in the cluster can
	throwaway bool
}

func newPlan(terms *throwaway.Terms) plan {
	p := plan{conf: tuning(memory()), fixed: safety()}
	if terms == nil {
		return p
	}
	p.throwaway = true
	for _, name := range slices.Sorted(maps.Keys(terms.Settings)) {
		p.fixed = append(p.fixed, setting{name, terms.Settings[name]}) // The last one counts.
	}
	return p
}

func safety() []setting {
	return []setting{
		{"fsync", "on"},
		{"full_page_writes", "on"},
		{"synchronous_commit", "on"},
		{"password_encryption", "scram-sha-256"},
		{"shared_preload_libraries", ""},
		{"listen_addresses", "127.0.0.1"},
		{"unix_socket_permissions", "0700"},
		{"logging_collector", "on"},
		{"log_destination", "stderr"},
		// Statements and details of failed rows would carry passwords and personal data into the log.
		{"log_min_error_statement", "panic"},
		{"log_error_verbosity", "terse"},
		{"log_statement", "none"},
		{"log_parameter_max_length", "0"},
		{"log_parameter_max_length_on_error", "0"},
	}
}

// tuning sizes what depends on the machine. Shared buffers cost memory only once they are used, but the table of them is
// written at start: an idle cluster takes 26 MB with 128 MB of buffers, 32 MB with 256 and 46 MB with 512. What does not
// fit is read from the system's cache. The log's buffers are used in turns, so that all of them cost memory before long.
func tuning(memory int64) []setting {
	if memory == 0 {
		memory = unknownMem
	}
	buffers := min(max(memory/32, 64*megabyte), 256*megabyte)
	return []setting{
		{"shared_buffers", megabytes(buffers)},
		{"wal_buffers", "2MB"},
		{"effective_cache_size", megabytes(memory / 2)},
		{"huge_pages", "try"},
		{"max_connections", "200"},
		{"max_wal_size", "4GB"},
		{"jit", "off"},
		{"random_page_cost", "1.1"},
		{"autovacuum", "on"},
		{"max_logical_replication_workers", "0"}, // Saves an idle process.
		{"timezone", "UTC"},
		{"log_timezone", "UTC"},
		{"default_text_search_config", "pg_catalog.simple"},
		{"log_min_messages", "warning"},
		{"log_filename", "postgres-%a.log"}, // A week is kept: each day writes over the same day of the week before.
		{"log_rotation_age", "1d"},
		{"log_rotation_size", "0"},
		{"log_truncate_on_rotation", "on"},
		{"log_line_prefix", "%m [%p] %u@%d "},
	}
}

func megabytes(bytes int64) string { return fmt.Sprintf("%dMB", bytes/megabyte) }

// text renders postgresql.conf.
func (p plan) text() string {
	var b strings.Builder
	b.WriteString(confHead)
	quote := strings.NewReplacer(`\`, `\\`, `'`, `''`)
	for _, s := range p.conf {
		fmt.Fprintf(&b, "%s = '%s'\n", s.name, quote.Replace(s.value))
	}
	return b.String()
}

func (p plan) writeConf(data string) error {
	return writeFile(filepath.Join(data, "postgresql.conf"), []byte(p.text()))
}

// args renders the command line.
func (p plan) args() []string {
	var args []string
	for _, s := range p.fixed {
		args = append(args, "-c", s.name+"="+s.value)
	}
	return args
}

// fingerprint changes with every setting, so that a new release does not adopt a server that runs on old ones.
func (p plan) fingerprint() string {
	sum := sha256.Sum256([]byte(p.text() + strings.Join(p.args(), "\n")))
	return hex.EncodeToString(sum[:8])
}
