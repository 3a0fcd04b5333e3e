package app_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/lib/config"
)

// TestReadmeTour runs the README's tour word for word, with bash and curl,
// against a server.
func TestReadmeTour(t *testing.T) {
	a := open(t)
	url := behindHTTP(t, a, config.Serve{})
	if _, err := a.Enterprise.CreateOperator(t.Context(), app.Local(), "tour@guildhall.example", "Tour"); err != nil {
		t.Fatal(err)
	}
	token, err := a.OperatorToken(t.Context(), "tour@guildhall.example", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "data", "operator.token"), []byte(token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	script := "set -euo pipefail\n"
	for _, block := range strings.Split(string(text), "```sh\n")[1:] {
		block, _, _ = strings.Cut(block, "```")
		script += strings.ReplaceAll(block, "http://127.0.0.1:8080", url)
	}
	tour := exec.CommandContext(t.Context(), "bash", "-c", script)
	tour.Dir = dir
	out, err := tour.CombinedOutput()
	if err != nil {
		t.Fatalf("the tour ends: %v\n%s", err, out)
	}
	for _, want := range []string{`"status":"closed"`, `"payment_state":"paid"`, `"title":"Alfreds Futterkiste"`, `"verb":"close"`, `"reserved":"3"`} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the tour does not show %s:\n%s", want, out)
		}
	}
}
