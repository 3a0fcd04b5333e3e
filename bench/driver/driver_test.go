package driver

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestFamily(t *testing.T) {
	t.Parallel()
	all := family(map[int]int{2: 1, 3: 2, 4: 3, 5: 1, 6: 4, 7: 5}, 2)
	slices.Sort(all)
	if !slices.Equal(all, []int{2, 3, 4, 6}) {
		t.Errorf("the family of 2 is %v", all)
	}
	if all, err := Family(os.Getpid()); err != nil || !slices.Contains(all, os.Getpid()) {
		t.Errorf("the family of this process is %v, %v", all, err)
	}
}

// TestBuild builds a program with a sentence changed, and leaves its source alone.
func TestBuild(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "floor")
	edit := Edit{"bench/floor/main.go", `"database to serve from, as a role that sees all tenants"`, `"a sentence of the test"`}
	if err := Build(t.Context(), "./bench/floor", file, edit); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), file, "-h").CombinedOutput(); err != nil || !strings.Contains(string(out), "a sentence of the test") {
		t.Errorf("the edited program says %s, %v", out, err)
	}
	text, err := os.ReadFile("../floor/main.go")
	if err != nil || strings.Contains(string(text), "a sentence of the test") {
		t.Errorf("the source was changed (%v)", err)
	}
	edit.From = "what stands nowhere"
	if err := Build(t.Context(), "./bench/floor", file, edit); err == nil || !strings.Contains(err.Error(), "0 times") {
		t.Errorf("an edit that finds nothing: %v", err)
	}
}
