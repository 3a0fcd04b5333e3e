package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "helpgen:", err)
		os.Exit(1)
	}
}

// capital begins another word of a name.
var capital = regexp.MustCompile(`[A-Z]`)

// run writes the file that the arguments ask for.
func run(args []string) error {
	flags := flag.NewFlagSet("helpgen", flag.ContinueOnError)
	out := flags.String("out", "", "file to write")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("read flags: %w", err)
	}
	if *out == "" || flags.NArg() == 0 {
		return errors.New("use: helpgen -out FILE FOLDER… (a folder that ends in /... has everything below it)")
	}
	help := map[string]string{}
	for _, pattern := range flags.Args() {
		if err := collect(help, pattern); err != nil {
			return fmt.Errorf("%s: %w", pattern, err)
		}
	}
	text, err := json.MarshalIndent(help, "", "  ") // sorts the keys
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	return os.WriteFile(*out, append(text, '\n'), 0o644) //nolint:gosec // source, for everybody to read
}

// collect reads one folder, or all below it.
func collect(help map[string]string, pattern string) error {
	dir, all := strings.CutSuffix(filepath.ToSlash(pattern), "/...")
	imported, err := importPath(dir)
	if err != nil {
		return err
	}
	err = filepath.WalkDir(dir, func(at string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && at != dir && (!all || isIgnored(entry.Name())):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(at, ".go") || strings.HasSuffix(at, "_test.go"):
			return nil
		}
		below, err := filepath.Rel(dir, filepath.Dir(at))
		if err != nil {
			return fmt.Errorf("place of %s: %w", at, err)
		}
		return readFile(help, at, path.Join(imported, filepath.ToSlash(below)))
	})
	return err
}

// isIgnored tells whether the go command would pass over a folder.
func isIgnored(name string) bool {
	return name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")
}

// importPath returns the import path of a folder, by the go.mod above it.
func importPath(dir string) (string, error) {
	at, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the folder: %w", err)
	}
	for root := at; ; root = filepath.Dir(root) {
		text, err := os.ReadFile(filepath.Join(root, "go.mod"))
		if errors.Is(err, fs.ErrNotExist) && root != filepath.Dir(root) {
			continue
		}
		if err != nil {
			return "", fmt.Errorf("find go.mod: %w", err)
		}
		for line := range strings.Lines(string(text)) {
			if module, ok := strings.CutPrefix(line, "module "); ok {
				below, err := filepath.Rel(root, at)
				if err != nil {
					return "", fmt.Errorf("place in the module: %w", err)
				}
				return path.Join(strings.TrimSpace(module), filepath.ToSlash(below)), nil
			}
		}
		return "", fmt.Errorf("%s names no module", filepath.Join(root, "go.mod"))
	}
}

// readFile takes the comments of one file's structs.
func readFile(help map[string]string, name, imported string) error {
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("parse: %w", err)
	}
	for _, decl := range file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.TYPE {
			continue
		}
		for _, spec := range gen.Specs {
			if t, ok := spec.(*ast.TypeSpec); ok && t.Name.IsExported() {
				readType(help, imported, t, gen.Doc)
			}
		}
	}
	return nil
}

// readType takes the comments of a struct; doc is that of its declaration.
func readType(help map[string]string, imported string, t *ast.TypeSpec, doc *ast.CommentGroup) {
	s, ok := t.Type.(*ast.StructType)
	if !ok {
		return
	}
	key := imported + "." + t.Name.Name
	note(help, key, t.Doc, doc)
	if told, named := strings.CutPrefix(help[key], t.Name.Name+" "); named {
		help[key] = apart(t.Name.Name) + " " + told
	}
	for _, f := range s.Fields.List {
		for _, field := range f.Names {
			if field.IsExported() {
				note(help, key+"."+field.Name, f.Doc, f.Comment)
			}
		}
	}
}

// note keeps the first paragraph of the first comment that says something. Directives
// such as //nolint say nothing.
func note(help map[string]string, key string, comments ...*ast.CommentGroup) {
	for _, c := range comments {
		text, _, _ := strings.Cut(c.Text(), "//nolint")
		text, _, _ = strings.Cut(text, "\n\n")
		if text = strings.Join(strings.Fields(text), " "); text != "" {
			help[key] = text
			return
		}
	}
}

// apart writes the name of a type as people do: "AlertRule" is "Alert rule".
func apart(name string) string {
	return name[:1] + strings.ToLower(capital.ReplaceAllString(name[1:], " $0"))
}
