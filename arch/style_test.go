package arch

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
	"testing"
)

// emptyNames say nothing about what is inside.
var emptyNames = []string{
	"base", "common", "helper", "helpers", "impl", "manager", "managers", "misc", "models",
	"service", "services", "stuff", "types", "util", "utils",
}

// clock lists the functions that ask the machine for the time.
var clock = []string{"Now", "Since", "Until"}

// panics lists the files that may panic, because they run while the program
// declares itself, before it serves. Functions named Must may panic anywhere.
var panics = map[string]string{
	"kernel/entity/generic.go":    "a type that no module declares is a mistake of declaring, found at its first use",
	"kernel/entity/values.go":     "without the system's randomness no id is safe, and nothing may go on",
	"kernel/entity/job.go":        "compiles the declared jobs",
	"kernel/entity/plan.go":       "compiles the declared entities",
	"kernel/entity/plan_check.go": "refuses declarations that cannot be meant",
	"kernel/entity/registry.go":   "compiles the declared modules",
	"kernel/entity/shape.go":      "compiles the declared types",
	"kernel/entity/subscribe.go":  "compiles the declared subscriptions",
}

func TestNames(t *testing.T) {
	t.Run("fixture", func(t *testing.T) { ofFixture(t, "names", names) })
	t.Run("project", func(t *testing.T) { ofProject(t, names) })
}

func TestPackageDocs(t *testing.T) {
	t.Run("fixture", func(t *testing.T) { ofFixture(t, "docs", packageDocs) })
	t.Run("project", func(t *testing.T) { ofProject(t, packageDocs) })
}

func TestInits(t *testing.T) {
	t.Run("fixture", func(t *testing.T) { ofFixture(t, "inits", inits) })
	t.Run("project", func(t *testing.T) { ofProject(t, inits) })
}

func TestTimeInDomain(t *testing.T) {
	t.Run("fixture", func(t *testing.T) { ofFixture(t, "clock", timeInDomain) })
	t.Run("project", func(t *testing.T) { ofProject(t, timeInDomain) })
}

func TestDatedCalls(t *testing.T) {
	t.Run("fixture", func(t *testing.T) { ofFixture(t, "dated", datedCalls) })
	t.Run("project", func(t *testing.T) { ofProject(t, datedCalls) })
}

func TestPanics(t *testing.T) {
	allowed := map[string]string{"kernel/entity/declare.go": "declares", "kernel/gone.go": "is no more"}
	t.Run("fixture", func(t *testing.T) { ofFixture(t, "panics", panicsOutside(allowed)) })
	t.Run("project", func(t *testing.T) { ofProject(t, panicsOutside(panics)) })
}

// names refuses files, folders and packages whose names say nothing, alone or
// as the last word: helper.go, order_helper.go.
func names(t tree) []violation {
	var found []violation
	seen := map[string]bool{}
	for _, f := range t.code {
		stem := strings.TrimSuffix(path.Base(f.name), ".go")
		if word := empty(strings.TrimSuffix(stem, "_test")); word != "" {
			found = append(found, violation{f.name, 0, fmt.Sprintf("the name %q does not say what is inside", word)})
		}
		if word := empty(strings.TrimSuffix(f.syntax.Name.Name, "_test")); word != "" {
			found = append(found, f.at(f.syntax.Name, "the package name %q does not say what is inside", word))
		}
		for dir := f.dir(); dir != "." && !seen[dir]; dir = path.Dir(dir) {
			seen[dir] = true
			if word := empty(path.Base(dir)); word != "" {
				found = append(found, violation{dir, 0, fmt.Sprintf("the name %q does not say what is inside", word)})
			}
		}
	}
	return found
}

// empty returns the empty name that the name is, or ends in, or "".
func empty(name string) string {
	last := name[strings.LastIndexAny(name, "_-")+1:]
	if slices.Contains(emptyNames, last) {
		return last
	}
	return ""
}

// packageDocs wants in every package a doc.go that introduces it, and in main
// the name of the command.
func packageDocs(t tree) []violation {
	var found []violation
	for dir, files := range t.packages() {
		i := slices.IndexFunc(files, func(f goFile) bool { return path.Base(f.name) == "doc.go" })
		if i < 0 {
			found = append(found, violation{dir, 0, "the package has no doc.go"})
			continue
		}
		doc := files[i]
		opening := "Package " + doc.syntax.Name.Name + " "
		if doc.syntax.Name.Name == "main" {
			opening = "Command " + path.Base(dir) + " "
		}
		if !strings.HasPrefix(doc.syntax.Doc.Text(), opening) {
			found = append(found, doc.at(doc.syntax.Name, "the package's comment must begin with %q", opening))
		}
	}
	return found
}

// inits refuses func init: what runs before main is neither seen nor tested.
func inits(t tree) []violation {
	var found []violation
	for _, f := range t.code {
		for _, decl := range f.syntax.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				found = append(found, f.at(fn, "no func init: let main, or the module's declaration, do it in plain sight"))
			}
		}
	}
	return found
}

// timeInDomain refuses the machine's clock in modules: a transaction has one
// time for all that it writes, and tests set it.
func timeInDomain(t tree) []violation {
	var found []violation
	for _, f := range t.code {
		if moduleOf(f.name) == "" || f.isTest() {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "time" && slices.Contains(clock, sel.Sel.Name) {
				found = append(found, f.at(sel, "time.%s: modules take the time from tx.Now()", sel.Sel.Name))
			}
			return true
		})
	}
	return found
}

// datedCalls refuses to date calls, which is making records of the past, to all but
// the code that fills a company. The kernel's own use of the name is its declaration.
func datedCalls(t tree) []violation {
	var found []violation
	for _, f := range t.code {
		if f.isTest() || f.dir() == "app/sample" || f.dir() == "kernel/entity" {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			if name, ok := n.(*ast.Ident); ok && name.Name == "Dated" {
				found = append(found, f.at(name, "Dated: app/sample alone makes records of the past"))
			}
			return true
		})
	}
	return found
}

// panicsOutside refuses panics in all files but the allowed ones.
func panicsOutside(allowed map[string]string) func(tree) []violation {
	return func(t tree) []violation {
		var found []violation
		used := map[string]bool{}
		for _, f := range t.code {
			if f.isTest() {
				continue
			}
			for _, call := range panicCalls(f) {
				used[f.name] = true
				if allowed[f.name] == "" {
					found = append(found, f.at(call, "panics are for declaring, before serving: return an error, or add the file to panics"))
				}
			}
		}
		for name, why := range allowed {
			if !used[name] {
				found = append(found, violation{name, 0, "may panic (" + why + ") and does not: remove it from panics"})
			}
		}
		return found
	}
}

// panicCalls finds the panics of a file, outside functions named Must.
func panicCalls(f goFile) []ast.Node {
	var calls []ast.Node
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			return !strings.HasPrefix(strings.ToLower(n.Name.Name), "must")
		case *ast.CallExpr:
			if fn, ok := n.Fun.(*ast.Ident); ok && fn.Name == "panic" {
				calls = append(calls, n)
			}
		}
		return true
	})
	return calls
}
