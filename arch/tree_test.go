package arch

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"
)

// module is the project's import path.
const module = "github.com/guildhall/guildhall"

// tree is the project as text, its Go files parsed as well.
type tree struct {
	texts []textFile
	code  []goFile
}

// textFile is any file that is not binary.
type textFile struct {
	name string // its path from the project's root, with slashes
	body []byte
}

// goFile is one parsed Go file.
type goFile struct {
	textFile
	fset   *token.FileSet
	syntax *ast.File
}

// violation is one place that breaks a rule.
type violation struct {
	file string
	line int // 0 when the whole file, or folder, is meant
	says string
}

func (v violation) String() string {
	if v.line == 0 {
		return v.file + ": " + v.says
	}
	return fmt.Sprintf("%s:%d: %s", v.file, v.line, v.says)
}

// dir is the folder of the file: the package, for a Go file.
func (f textFile) dir() string { return path.Dir(f.name) }

// isTest tells whether the file is for tests alone: by its name, or in a package
// such as entitytest.
func (f textFile) isTest() bool {
	return strings.HasSuffix(f.name, "_test.go") || strings.HasSuffix(f.dir(), "test")
}

// lines counts the lines of the file, comments and blank ones included.
func (f textFile) lines() int { return bytes.Count(f.body, []byte("\n")) }

// codeLines counts the lines that hold more than a comment.
func (f textFile) codeLines() int {
	n := 0
	for line := range bytes.Lines(f.body) {
		if line = bytes.TrimSpace(line); len(line) > 0 && !bytes.HasPrefix(line, []byte("//")) {
			n++
		}
	}
	return n
}

// at makes a violation at the node.
func (f goFile) at(n ast.Node, format string, args ...any) violation {
	return violation{file: f.name, line: f.fset.Position(n.Pos()).Line, says: fmt.Sprintf(format, args...)}
}

// skipped folders hold no source: what is built, installed or kept by a server.
func skipped(name string) bool {
	switch path.Base(name) {
	case ".git", "node_modules", "dist":
		return true
	}
	return name == "bin" || name == "data"
}

// readTree reads every text file below the root of fsys.
func readTree(fsys fs.FS) (tree, error) {
	var t tree
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && skipped(name):
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		body, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		if bytes.IndexByte(body, 0) >= 0 {
			return nil
		}
		file := textFile{name, body}
		t.texts = append(t.texts, file)
		if path.Ext(name) != ".go" || slices.Contains(strings.Split(name, "/"), "testdata") {
			return nil
		}
		parsed, err := parse(file)
		t.code = append(t.code, parsed)
		return err
	})
	return t, err
}

func parse(f textFile) (goFile, error) {
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, f.name, f.body, parser.ParseComments)
	return goFile{f, fset, syntax}, err
}

// packages groups the Go files by folder.
func (t tree) packages() map[string][]goFile {
	byDir := map[string][]goFile{}
	for _, f := range t.code {
		byDir[f.dir()] = append(byDir[f.dir()], f)
	}
	return byDir
}

var project = sync.OnceValues(func() (tree, error) { return readTree(os.DirFS("..")) })

// ofProject fails the test with every violation that the rule finds in the project.
func ofProject(t *testing.T, rule func(tree) []violation) {
	t.Helper()
	all, err := project()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range rule(all) {
		t.Error(v)
	}
}

// ofFixture runs the rule on the files of testdata/<name>.txtar and wants a
// violation on each line that ends in "want: <words>", with these words in it,
// and none elsewhere. In the archive's comment, "want <file>: <words>" expects
// one that has no line.
func ofFixture(t *testing.T, name string, rule func(tree) []violation) {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/" + name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, f := range archive.Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	files, err := readTree(fsys)
	if err != nil {
		t.Fatal(err)
	}

	want := wanted(archive)
	for _, v := range rule(files) {
		place := strings.TrimSuffix(v.String(), ": "+v.says)
		words, ok := want[place]
		if !ok || !strings.Contains(v.says, words) {
			t.Errorf("unexpected: %s", v)
		}
		delete(want, place)
	}
	for place, words := range want {
		t.Errorf("%s: the rule missed this: %s", place, words)
	}
}

// wanted maps each place where the fixture expects a violation to words of it.
func wanted(archive *txtar.Archive) map[string]string {
	want := map[string]string{}
	for line := range strings.Lines(string(archive.Comment)) {
		if file, ok := strings.CutPrefix(line, "want "); ok {
			place, words, _ := strings.Cut(strings.TrimSpace(file), ": ")
			want[place] = words
		}
	}
	for _, f := range archive.Files {
		n := 0
		for line := range strings.Lines(string(f.Data)) {
			n++
			if _, words, ok := strings.Cut(line, "want: "); ok {
				want[fmt.Sprintf("%s:%d", f.Name, n)] = strings.TrimSpace(words)
			}
		}
	}
	return want
}
