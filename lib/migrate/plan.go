package migrate

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Set is the migrations of one module.
type Set struct {
	Module string // names the module in system_migration
	Files  fs.FS  // holds migrations/NNN_name.sql; nil when the module has no tables
}

// Plan is the ordered list of all migrations that a kind of place gets. It does
// not change once it is loaded.
type Plan struct {
	files   []file
	version Version
}

// file is one migration.
type file struct {
	module  string
	version int64
	name    string // base name, for people
	sql     string
	sum     string // SHA-256 of the content, in hex
	alone   bool   // runs outside a transaction
}

// Version names the state of a place that has all migrations of a plan: how many
// they are and a digest of them, "57-0123456789ab". Empty means nothing at all.
type Version string

const noTransaction = "-- migrate: no transaction"

var fileName = regexp.MustCompile(`^(\d+)_[a-z0-9_]+\.sql$`)

// Load reads the migrations of all modules, in the order in which they are to
// run. It refuses a module named twice, file names that are not NNN_name.sql, a
// number used twice, and files that claim to go backward.
func Load(sets ...Set) (*Plan, error) {
	p := &Plan{}
	seen := map[string]bool{}
	for _, s := range sets {
		if seen[s.Module] || s.Module == "" {
			return nil, fmt.Errorf("migrations of module %q are listed twice, or have no module", s.Module)
		}
		seen[s.Module] = true
		files, err := s.load()
		if err != nil {
			return nil, fmt.Errorf("load migrations of %s: %w", s.Module, err)
		}
		p.files = append(p.files, files...)
	}
	p.version = versionOf(p.files)
	return p, nil
}

func (s Set) load() ([]file, error) {
	if s.Files == nil {
		return nil, nil
	}
	names, err := fs.Glob(s.Files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	files := make([]file, 0, len(names))
	for _, name := range names {
		f, err := s.read(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		files = append(files, f)
	}
	slices.SortFunc(files, func(a, b file) int { return cmp.Compare(a.version, b.version) })
	for i := 1; i < len(files); i++ {
		if files[i].version == files[i-1].version {
			return nil, fmt.Errorf("%s and %s have the same number", files[i-1].name, files[i].name)
		}
	}
	return files, nil
}

func (s Set) read(name string) (file, error) {
	base := path.Base(name)
	parts := fileName.FindStringSubmatch(base)
	if parts == nil {
		return file{}, errors.New("the name is not NNN_name.sql")
	}
	version, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || version == 0 {
		return file{}, errors.New("the number is not one that counts from 1")
	}
	content, err := fs.ReadFile(s.Files, name)
	if err != nil {
		return file{}, err
	}
	if bytes.Contains(content, []byte("-- +goose Down")) || bytes.Contains(content, []byte("-- +goose NO TRANSACTION")) {
		return file{}, fmt.Errorf("migrations go forward only, and say %q in their first line to run alone", noTransaction)
	}
	sum := sha256.Sum256(content)
	return file{
		module: s.Module, version: version, name: base, sql: string(content),
		sum: hex.EncodeToString(sum[:]), alone: bytes.HasPrefix(content, []byte(noTransaction)),
	}, nil
}

func versionOf(files []file) Version {
	if len(files) == 0 {
		return ""
	}
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s %d %s\n", f.module, f.version, f.sum)
	}
	return Version(fmt.Sprintf("%d-%x", len(files), h.Sum(nil)[:6]))
}

// Version returns the version of a place that has all of the plan's migrations.
func (p *Plan) Version() Version { return p.version }

// Serves tells whether a binary whose plan has version v can serve a place at
// version at: it is the same one, or one that newer binaries have extended.
// Migrations expand first and contract later, so a binary stands a schema that
// is ahead of it, and never one that is behind.
func (v Version) Serves(at Version) bool { return v == at || v.count() < at.count() }

// count returns the number of migrations, 0 for a version that is malformed.
func (v Version) count() int {
	text, _, _ := strings.Cut(string(v), "-")
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}
