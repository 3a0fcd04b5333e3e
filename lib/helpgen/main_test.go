package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

func TestHelp(t *testing.T) {
	t.Parallel()
	archive, err := txtar.ParseFile("testdata/module.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	want := ""
	for _, f := range archive.Files {
		if f.Name == "want.json" {
			want = string(f.Data)
			continue
		}
		at := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(dir, "help.json")
	for range 2 { // the second time it must be the same
		if err := run([]string{"-out", out, dir + "/domain/...", dir + "/kernel"}); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	broken := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module example.com/m\n", "a.go": "package a\ntype"} {
		if err := os.WriteFile(filepath.Join(broken, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	unnamed := t.TempDir()
	if err := os.WriteFile(filepath.Join(unnamed, "go.mod"), []byte("go 1.26\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"use: helpgen":         {"-out", "x"},
		"use:":                 {"."},
		"parse:":               {"-out", filepath.Join(broken, "h.json"), broken},
		"names no module":      {"-out", "x", unnamed},
		"no such file":         {"-out", "x", filepath.Join(broken, "gone")},
		"not defined: -colour": {"-colour"},
	} {
		if err := run(args); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v, want %q", args, err, want)
		}
	}
}
