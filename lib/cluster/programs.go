package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// oldest is the first major version of PostgreSQL that Guildhall runs on.
const oldest = 15

// programs is a folder with PostgreSQL's programs.
type programs struct {
	dir   string
	major int // their version
}

func (p programs) initdb() string   { return filepath.Join(p.dir, "initdb") }
func (p programs) postgres() string { return filepath.Join(p.dir, "postgres") }

// NoPostgresError tells what was looked for in vain.
type NoPostgresError struct {
	Major  int      // version that made the cluster; zero when any from 15 on would do
	Looked []string // folders and what was wrong with each
}

// Error says what to install and where was looked.
func (e *NoPostgresError) Error() string {
	want, major := "version 15 or newer", oldest
	if e.Major > 0 {
		want, major = fmt.Sprintf("version %d, which made this cluster,", e.Major), e.Major
	}
	remedy := "sudo apt-get install postgresql-" + strconv.Itoa(major)
	if runtime.GOOS == "darwin" {
		remedy = "brew install postgresql@" + strconv.Itoa(major)
	}
	return fmt.Sprintf("PostgreSQL %s was not found: install it (%s) or name a server by GUILDHALL_DATABASE_URL; "+
		"looked for the programs postgres and initdb in: %s", want, remedy, strings.Join(e.Looked, "; "))
}

// Unwrap makes errors.Is(err, ErrNoPostgres) true.
func (e *NoPostgresError) Unwrap() error { return ErrNoPostgres }

// Version returns the major version of the PostgreSQL that Start would use for a new cluster, given Options.Bin.
// The error is ErrNoPostgres when there is none.
func Version(ctx context.Context, bin string) (int, error) {
	found, err := findPrograms(ctx, bin, 0)
	return found.major, err
}

// findPrograms returns the first folder whose PostgreSQL can run the cluster: of the major version that made it, or
// for a new cluster (major zero) of any version from the oldest on.
func findPrograms(ctx context.Context, bin string, major int) (programs, error) {
	candidates := searchPath(ctx)
	if bin != "" {
		path, err := filepath.Abs(bin)
		if err != nil {
			return programs{}, fmt.Errorf("resolve the folder of PostgreSQL's programs: %w", err)
		}
		candidates = slices.Values([]string{path})
	}
	missing := &NoPostgresError{Major: major}
	seen := map[string]bool{}
	for dir := range candidates {
		if seen[dir] {
			continue
		}
		seen[dir] = true
		found, err := lookInto(ctx, dir)
		switch {
		case ctx.Err() != nil:
			return programs{}, fmt.Errorf("look for PostgreSQL's programs: %w", ctx.Err())
		case err != nil:
			missing.Looked = append(missing.Looked, fmt.Sprintf("%s (%v)", dir, err))
		case found.major < oldest, major != 0 && found.major != major:
			missing.Looked = append(missing.Looked, fmt.Sprintf("%s (version %d)", dir, found.major))
		default:
			return found, nil
		}
	}
	if len(seen) == 0 {
		missing.Looked = append([]string{"PATH"}, usualPlaces()...)
	}
	return programs{}, missing
}

// usualPlaces are where Debian, Red Hat and Homebrew put PostgreSQL's programs.
func usualPlaces() []string {
	return []string{
		"/usr/lib/postgresql/*/bin",
		"/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql@*/bin",
		"/usr/local/opt/postgresql@*/bin",
	}
}

// searchPath yields the folders to look in, best first. Programs are asked last, because asking takes time.
func searchPath(ctx context.Context) iter.Seq[string] {
	return func(yield func(string) bool) {
		if path, err := exec.LookPath("postgres"); err == nil && !yield(realFolder(path)) {
			return
		}
		for _, pattern := range usualPlaces() {
			for _, dir := range newestFirst(pattern) {
				if !yield(dir) {
					return
				}
			}
		}
		if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
			yield(strings.TrimSpace(string(out)))
		}
	}
}

// realFolder returns the folder in which the program really lies: initdb looks for postgres beside itself.
func realFolder(path string) string {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	return filepath.Dir(path)
}

func newestFirst(pattern string) []string {
	dirs, err := filepath.Glob(pattern)
	if err != nil {
		return nil
	}
	slices.SortFunc(dirs, func(a, b string) int { return cmp.Compare(numberIn(b), numberIn(a)) })
	return dirs
}

// numberIn returns the first whole number in text, or zero.
func numberIn(text string) int {
	text = strings.TrimLeftFunc(text, func(r rune) bool { return !unicode.IsDigit(r) })
	end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsDigit(r) })
	if end >= 0 {
		text = text[:end]
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}

// lookInto asks the programs in dir for their version.
func lookInto(ctx context.Context, dir string) (programs, error) {
	found := programs{dir: dir}
	for _, path := range []string{found.initdb(), found.postgres()} {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return found, fmt.Errorf("no program %s", filepath.Base(path))
		} else if err != nil {
			return found, err
		}
	}
	out, err := exec.CommandContext(ctx, found.postgres(), "--version").Output()
	if err != nil {
		return found, fmt.Errorf("ask for its version: %w", err)
	}
	found.major = numberIn(string(out)) // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"
	if found.major == 0 {
		return found, fmt.Errorf("says %q of its version", out)
	}
	return found, nil
}
