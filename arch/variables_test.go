package arch

import (
	"go/ast"
	"go/token"
	"path"
	"strconv"
	"strings"
	"testing"
)

// writable lists the package variables that may change, and who changes them.
var writable = map[string]string{
	"cmd/guildhall.version": "the linker writes it",
}

// fixed lists the functions whose result stays as it is made, so that a package
// variable may hold it.
var fixed = map[string]bool{
	"errors.New":          true,
	"fmt.Errorf":          true,
	"reflect.TypeFor":     true,
	"regexp.MustCompile":  true,
	"strings.NewReplacer": true,
	"template.Must":       true,
}

// variable is a package variable: its folder, a dot, its name.
type variable string

func TestPackageVariables(t *testing.T) {
	t.Run("fixture", func(t *testing.T) { ofFixture(t, "variables", packageVariables) })
	t.Run("project", func(t *testing.T) { ofProject(t, packageVariables) })
}

// packageVariables allows errors, embedded files, patterns and tables that are
// written down once. Nothing may assign to them, tests included.
func packageVariables(t tree) []violation {
	var found []violation
	declared := map[variable]bool{}
	for _, f := range t.code {
		if f.isTest() {
			continue
		}
		for _, decl := range f.syntax.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok || gen.Tok != token.VAR {
				continue
			}
			for _, spec := range gen.Specs {
				found = append(found, f.mutable(spec.(*ast.ValueSpec), embeds(gen.Doc), declared)...)
			}
		}
	}
	for _, f := range t.code {
		found = append(found, f.assignments(declared)...)
	}
	return found
}

// mutable checks the variables of one declaration and notes them in declared.
func (f goFile) mutable(spec *ast.ValueSpec, embedded bool, declared map[variable]bool) []violation {
	var found []violation
	for i, name := range spec.Names {
		v := variable(f.dir() + "." + name.Name)
		switch {
		case name.Name == "_" || writable[string(v)] != "":
			continue
		case embedded || embeds(spec.Doc):
		case i >= len(spec.Values):
			found = append(found, f.at(name, "%s has no value: it can only be meant to change", name.Name))
		case !isFixed(spec.Values[i]):
			found = append(found, f.at(name, "%s is no error, pattern, embedded file or table: pass it, or make it a constant or a function", name.Name))
		}
		declared[v] = true
	}
	return found
}

// embeds tells whether the comment embeds a file.
func embeds(doc *ast.CommentGroup) bool {
	if doc == nil {
		return false
	}
	for _, c := range doc.List {
		if strings.HasPrefix(c.Text, "//go:embed ") {
			return true
		}
	}
	return false
}

// isFixed tells whether a value written down as x stays as it is, provided that
// nobody assigns to it.
func isFixed(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.UnaryExpr:
		return x.Op == token.AND && isFixed(x.X)
	case *ast.CallExpr:
		return fixed[printed(x.Fun)]
	case *ast.CompositeLit:
		pkg, _, _ := strings.Cut(printed(x.Type), ".")
		return pkg != "sync" && pkg != "atomic" && !calls(x)
	}
	return false
}

// calls tells whether the table computes any of its elements, other than by
// conversion to a slice or by a function that is known to be fixed.
func calls(table ast.Expr) bool {
	found := false
	ast.Inspect(table, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false // called later, by whoever reads the table
		case *ast.CallExpr:
			if _, conversion := n.Fun.(*ast.ArrayType); !conversion && !fixed[printed(n.Fun)] {
				found = true
			}
		}
		return true
	})
	return found
}

// printed returns x as name or package.Name, without type arguments.
func printed(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return printed(x.X) + "." + x.Sel.Name
	case *ast.IndexExpr:
		return printed(x.X)
	}
	return ""
}

// assignments finds where the file writes to a declared package variable, its
// own package's or another's.
func (f goFile) assignments(declared map[variable]bool) []violation {
	var found []violation
	imported := f.imported()
	check := func(targets ...ast.Expr) {
		for _, target := range targets {
			if v := f.variableIn(target, imported); declared[v] {
				found = append(found, f.at(target, "writes to the package variable %s", v))
			}
		}
	}
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			check(n.Lhs...)
		case *ast.IncDecStmt:
			check(n.X)
		case *ast.RangeStmt:
			check(n.Key, n.Value)
		case *ast.CallExpr:
			if writes(printed(n.Fun)) && len(n.Args) > 0 {
				check(n.Args[0])
			}
		}
		return true
	})
	return found
}

// writes tells whether the function changes its first argument.
func writes(fn string) bool {
	switch fn {
	case "clear", "copy", "delete", "maps.Copy", "maps.DeleteFunc", "slices.Reverse":
		return true
	}
	return strings.HasPrefix(fn, "slices.Sort") && !strings.HasPrefix(fn, "slices.Sorted") ||
		strings.HasPrefix(fn, "sort.S")
}

// imported maps the names of the project's packages in this file to their folders.
func (f goFile) imported() map[string]string {
	dirs := map[string]string{}
	for _, spec := range f.syntax.Imports {
		imp, _ := strconv.Unquote(spec.Path.Value) // the parser has checked it
		dir, own := strings.CutPrefix(imp, module+"/")
		switch {
		case own && spec.Name != nil:
			dirs[spec.Name.Name] = dir
		case own:
			dirs[path.Base(dir)] = dir
		}
	}
	return dirs
}

// variableIn returns the package variable that an assignment to x would change:
// x itself, or what x is a field, an element or the pointee of.
func (f goFile) variableIn(x ast.Expr, imported map[string]string) variable {
	field := ""
	for {
		switch e := x.(type) {
		case *ast.ParenExpr:
			x = e.X
		case *ast.StarExpr:
			x = e.X
		case *ast.IndexExpr:
			x = e.X
		case *ast.SelectorExpr:
			x, field = e.X, e.Sel.Name
		case *ast.Ident:
			if f.isLocal(e) {
				return ""
			}
			if dir, ok := imported[e.Name]; ok {
				return variable(dir + "." + field)
			}
			return variable(f.dir() + "." + e.Name)
		default:
			return ""
		}
	}
}

// isLocal tells whether the identifier was declared inside a function.
func (f goFile) isLocal(id *ast.Ident) bool {
	if id.Obj == nil { // declared in another file, or nowhere
		return false
	}
	for _, decl := range f.syntax.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Pos() <= id.Obj.Pos() && id.Obj.Pos() < fn.End() {
			return true
		}
	}
	return false
}
