package arch

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms says which of the project's other top folders each may import.
var rooms = map[string][]string{
	"cmd":        {"app", "enterprise", "kernel", "lib"},
	"app":        {"enterprise", "domain", "kernel", "lib", "web"},
	"enterprise": {"kernel", "lib"},
	"domain":     {"kernel", "lib"},
	"kernel":     {"lib"},
	"lib":        {},
	"web":        {},

	// These look at the program from outside, as its users do.
	"arch":      {"app", "enterprise", "domain", "kernel", "lib", "web"},
	"bench":     {"app", "enterprise", "domain", "kernel", "lib"},
	"scenarios": {"app", "enterprise", "domain", "kernel", "lib"},
}

// tiers orders the modules of domain: one may import only those of lower tiers.
// Modules of one tier meet through events.
var tiers = [][]string{
	{"governance", "identity", "documents", "numbering"},
	{"signin", "integrity"},
	{"crm", "catalog"},
	{"inventory", "billing", "ledger"},
	{"sales", "purchasing", "projects", "subscriptions", "fieldservice", "bookings", "pos", "hr"},
	{"communications", "portal", "cms", "workflows", "integrations", "analytics"},
	{"collaboration"},
	{"workspace"},
}

// notInDomain lists the standard packages that modules do without, with
// everything below them, and what they use instead.
var notInDomain = []struct{ pkg, instead string }{
	{"database/sql", "pg.Query in the transaction at hand"},
	{"log", "errors and events; whoever runs the code logs"},
	{"net/http", "actions, or the module's one http.go"},
	{"os", "settings, blobs and the transaction at hand"},
}

func TestImports(t *testing.T) {
	t.Run("fixture", func(t *testing.T) { ofFixture(t, "imports", imports) })
	t.Run("project", func(t *testing.T) { ofProject(t, imports) })
}

func TestTiersNameEachModuleOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, names := range tiers {
		for _, name := range names {
			if seen[name] {
				t.Errorf("module %s stands in two tiers", name)
			}
			seen[name] = true
		}
	}
}

// imports checks the direction of every import, and the address of every library.
func imports(t tree) []violation {
	var found []violation
	for _, f := range t.code {
		if says := homeless(f.name); says != "" {
			found = append(found, f.at(f.syntax.Name, "%s", says))
			continue
		}
		for _, spec := range f.syntax.Imports {
			imp, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				found = append(found, f.at(spec, "%v", err))
				continue
			}
			for _, says := range refusals(f.textFile, imp) {
				found = append(found, f.at(spec, "%s", says))
			}
		}
	}
	return found
}

// homeless says what is wrong with a file that stands in no known room or module.
func homeless(name string) string {
	in, _, below := strings.Cut(name, "/")
	if _, known := rooms[in]; !known || !below {
		return "no room of this name: add it to rooms, with what it may import"
	}
	if m := moduleOf(name); in == "domain" && tierOf(m) < 0 {
		return fmt.Sprintf("module %q has no tier: add it to tiers", m)
	}
	return ""
}

// refusals says why the file may not import imp.
func refusals(f textFile, imp string) []string {
	if own, ok := strings.CutPrefix(imp, module+"/"); ok {
		return ownRefusals(f, own)
	}
	if instead, ok := avoided(f, imp); ok {
		return []string{fmt.Sprintf("modules do not import %s: use %s", imp, instead)}
	}
	a, known := addressOf(imp)
	switch {
	case known && !a.admits(f):
		return []string{fmt.Sprintf("%s has its address in %s: %s", imp, a.place(), a.why)}
	case !known && isLibrary(imp):
		return []string{imp + " has no address: add it to addresses, with a reason, or do without"}
	}
	return nil
}

// avoided tells whether modules do without imp, and what they use instead.
func avoided(f textFile, imp string) (string, bool) {
	if moduleOf(f.name) == "" || f.isTest() {
		return "", false
	}
	for _, not := range notInDomain {
		inHTTP := not.pkg == "net/http" && strings.HasSuffix(f.name, "/http.go")
		if within(imp, not.pkg) && !inHTTP {
			return not.instead, true
		}
	}
	return "", false
}

// ownRefusals checks an import of another package of the project.
func ownRefusals(f textFile, own string) []string {
	from, _, _ := strings.Cut(f.name, "/")
	to, _, _ := strings.Cut(own, "/")
	if from != to && !slices.Contains(rooms[from], to) {
		return []string{fmt.Sprintf("%s does not import %s: cmd → app → enterprise, domain → kernel → lib", from, to)}
	}
	if strings.HasSuffix(own, "test") && !f.isTest() && from != "bench" {
		return []string{own + " is for tests"}
	}
	here, there := moduleOf(f.name), moduleOf(own)
	if there == "" || there == here {
		return nil
	}
	var says []string
	if own != "domain/"+there {
		says = append(says, "only the top package of a module is public")
	}
	if here != "" && !f.isTest() && tierOf(there) >= tierOf(here) { // the tables of a module may need those of its tier
		says = append(says, fmt.Sprintf("%s is of the same or a higher tier: let the news travel as an event", there))
	}
	return says
}

// moduleOf returns the module of domain that the path lies in, or "".
func moduleOf(name string) string {
	rest, ok := strings.CutPrefix(name, "domain/")
	if !ok {
		return ""
	}
	rest, _, _ = strings.Cut(rest, "/")
	return rest
}

// tierOf returns the tier of the module, -1 when it has none.
func tierOf(name string) int {
	return slices.IndexFunc(tiers, func(names []string) bool { return slices.Contains(names, name) })
}

// within tells whether the slash path is dir or lies below it.
func within(name, dir string) bool {
	return name == dir || strings.HasPrefix(name, dir+"/")
}

// isLibrary tells whether the import path belongs to another module.
func isLibrary(imp string) bool {
	first, _, _ := strings.Cut(imp, "/")
	return strings.Contains(first, ".")
}
