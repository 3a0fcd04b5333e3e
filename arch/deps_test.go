package arch

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// requirement is one line of go.mod.
type requirement struct {
	path, version string
	direct        bool
}

// TestGoldenDependencies keeps docs/generated/deps.txt, where a reviewer sees
// each new library and each new place for an old one.
func TestGoldenDependencies(t *testing.T) {
	const name = "../docs/generated/deps.txt"
	got := dependencies(requirements(t))
	if os.Getenv("UPDATE") == "1" {
		if err := os.MkdirAll("../docs/generated", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not current: run make update, and read what changed", name)
	}
}

func TestParseGoMod(t *testing.T) {
	got := parseGoMod(`module example.com/m

go 1.26.0

require example.com/one v1.0.0

require (
	example.com/two v2.0.0
	example.com/three v3.0.0 // indirect
)

tool example.com/four
`)
	want := []requirement{
		{"example.com/one", "v1.0.0", true},
		{"example.com/two", "v2.0.0", true},
		{"example.com/three", "v3.0.0", false},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func requirements(t *testing.T) []requirement {
	t.Helper()
	text, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	return parseGoMod(string(text))
}

// parseGoMod returns what the go.mod requires, in its order.
func parseGoMod(text string) []requirement {
	var all []requirement
	inBlock := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch line {
		case "require (":
			inBlock = true
			continue
		case ")":
			inBlock = false
		}
		rest, single := strings.CutPrefix(line, "require ")
		fields := strings.Fields(rest)
		if (inBlock || single) && len(fields) >= 2 {
			all = append(all, requirement{fields[0], fields[1], !strings.HasSuffix(line, "// indirect")})
		}
	}
	return all
}

// dependencies prints the direct requirements, each with its addresses.
func dependencies(required []requirement) string {
	var b strings.Builder
	for _, r := range required {
		if !r.direct {
			continue
		}
		fmt.Fprintf(&b, "%s %s\n", r.path, r.version)
		for _, a := range addresses {
			if within(a.library, r.path) {
				fmt.Fprintf(&b, "\t%s in %s: %s\n", a.library, a.place(), a.why)
			}
		}
	}
	return b.String()
}
