package driver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// Edit changes a file of this module for one build alone: the text From, which must
// stand in it once, becomes To.
type Edit struct {
	File     string // below the folder of the module
	From, To string
}

// WithWitness returns the edits by which package bench/witness becomes one of the
// modules of the server.
func WithWitness() []Edit {
	const file = "app/modules.go"
	const modules = "func modules(o collaboration.Options, i integrations.Options, w workspace.Options) []entity.Module"
	return []Edit{
		{file, "import (\n", "import (\n\t\"github.com/guildhall/guildhall/bench/witness\"\n"},
		{
			file, modules + " {\n",
			modules + " { return append(withoutWitness(o, i, w), witness.Module()) }\n\n" + strings.Replace(modules, "modules", "withoutWitness", 1) + " {\n",
		},
	}
}

// Build compiles a program of this module into a file, as `make build` does and as it
// would be after the edits: what it stands on is compiled once for both. The sources
// stay as they are.
func Build(ctx context.Context, pkg, file string, edits ...Edit) (err error) {
	args := []string{"build", "-trimpath", "-o", file}
	if len(edits) > 0 {
		dir, err := os.MkdirTemp("", "guildhall-overlay-")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		overlay, err := overlayOf(ctx, dir, edits)
		if err != nil {
			return err
		}
		args = append(args, "-overlay", overlay)
	}
	cmd := exec.CommandContext(ctx, "go", append(args, pkg)...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if cmd.Dir, err = moduleFolder(ctx); err != nil {
		return err
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", pkg, err, out)
	}
	return nil
}

// overlayOf writes the edited files into a folder, and the file that names them to
// the go command.
func overlayOf(ctx context.Context, dir string, edits []Edit) (string, error) {
	root, err := moduleFolder(ctx)
	if err != nil {
		return "", err
	}
	edited := map[string]string{} // text by file
	for _, e := range edits {
		place := filepath.Join(root, e.File)
		if _, read := edited[place]; !read {
			text, err := os.ReadFile(place)
			if err != nil {
				return "", err
			}
			edited[place] = string(text)
		}
		if n := strings.Count(edited[place], e.From); n != 1 {
			return "", fmt.Errorf("edit %s: %q stands in it %d times, not once", e.File, e.From, n)
		}
		edited[place] = strings.Replace(edited[place], e.From, e.To, 1)
	}
	var overlay struct{ Replace map[string]string }
	overlay.Replace = map[string]string{}
	for place, text := range edited {
		copied := filepath.Join(dir, strconv.Itoa(len(overlay.Replace))+".go")
		if err := os.WriteFile(copied, []byte(text), 0o600); err != nil {
			return "", err
		}
		overlay.Replace[place] = copied
	}
	text, err := json.Marshal(overlay)
	if err != nil {
		return "", fmt.Errorf("write the overlay: %w", err)
	}
	file := filepath.Join(dir, "overlay.json")
	return file, os.WriteFile(file, text, 0o600)
}

// moduleFolder returns the folder of this module.
func moduleFolder(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("find the module: %w", err)
	}
	return filepath.Dir(strings.TrimSpace(string(out))), nil
}
