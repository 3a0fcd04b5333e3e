package workspace

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Preferences are what user interfaces remember for somebody: one object, which the
// server keeps and does not interpret.
type Preferences struct {
	Values map[string]any // by name
}

// AskPreferences asks for them.
type AskPreferences struct{}

// Limits of preferences.
const (
	longestPreferences = 64 << 10 // bytes of the object as JSON
	longestKey         = 100      // characters
)

const sqlPreferences = `select chosen::text from workspace_preference where tenant_id = $1 and owner = $2`

// preferences is served as GET …/preferences.
func preferences(ctx context.Context, tx *entity.Tx, _ AskPreferences) (Preferences, error) {
	if err := aPerson(tx); err != nil {
		return Preferences{}, err
	}
	text, _, err := pg.One[string](ctx, tx, sqlPreferences, tx.Actor().ID)
	if err != nil {
		return Preferences{}, fmt.Errorf("read preferences: %w", err)
	}
	return readPreferences(text)
}

func readPreferences(text string) (Preferences, error) {
	if text == "" {
		return Preferences{}, nil
	}
	var out Preferences
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&out.Values); err != nil {
		return Preferences{}, fmt.Errorf("read preferences: %w", err)
	}
	return out, nil
}

// SetPreferences changes what is remembered.
type SetPreferences struct {
	Values map[string]any `entity:"required"` // merged into what is there (RFC 7396): null takes a member away; 64 kB in all
}

const (
	// Whoever comes first makes the row, so that two windows wait for each other.
	sqlBeginPreferences = `insert into workspace_preference (tenant_id, owner) values ($1, $2) on conflict do nothing`
	sqlLockPreferences  = sqlPreferences + ` for update`
	sqlSetPreferences   = `update workspace_preference set chosen = $3::text::jsonb where tenant_id = $1 and owner = $2`
)

// setPreferences is served as POST …/preferences/set.
func setPreferences(ctx context.Context, tx *entity.Tx, in SetPreferences) (Preferences, error) {
	if err := aPerson(tx); err != nil {
		return Preferences{}, err
	}
	var errs problem.Fields
	checkKeys(in.Values, "/values", &errs)
	if err := errs.Err(); err != nil {
		return Preferences{}, err
	}
	tx.Exec(sqlBeginPreferences, tx.Actor().ID)
	text, _, err := pg.One[string](ctx, tx, sqlLockPreferences, tx.Actor().ID)
	if err != nil {
		return Preferences{}, fmt.Errorf("read preferences: %w", err)
	}
	p, err := readPreferences(text)
	if err != nil {
		return Preferences{}, err
	}
	p.Values = mergePatch(p.Values, in.Values)
	kept, err := json.Marshal(p.Values)
	if err != nil {
		return Preferences{}, fmt.Errorf("write preferences: %w", err)
	}
	if len(kept) > longestPreferences {
		return Preferences{}, problem.InvalidField("/values", "too-long", "All preferences together must have at most %d bytes; these would have %d.", longestPreferences, len(kept))
	}
	tx.Exec(sqlSetPreferences, tx.Actor().ID, string(kept))
	return p, nil
}

// checkKeys refuses names that are none.
func checkKeys(in map[string]any, at string, errs *problem.Fields) {
	for name, value := range in {
		here := at + problem.Pointer(name)
		if name == "" || utf8.RuneCountInString(name) > longestKey {
			errs.Add(here[:min(len(here), 2*longestKey)], "invalid-name", "A name has 1 to %d characters.", longestKey)
		}
		if text, ok := value.(string); ok && strings.ContainsRune(text, 0) || strings.ContainsRune(name, 0) {
			errs.Add(here, "invalid-text", "Must hold no NUL.")
		}
		if object, ok := value.(map[string]any); ok {
			checkKeys(object, here, errs)
		}
	}
}

// mergePatch merges a patch into an object (RFC 7396).
func mergePatch(into, patch map[string]any) map[string]any {
	if into == nil {
		into = map[string]any{}
	}
	for name, value := range patch {
		object, isObject := value.(map[string]any)
		switch {
		case value == nil:
			delete(into, name)
		case isObject:
			was, _ := into[name].(map[string]any)
			into[name] = mergePatch(was, object)
		default:
			into[name] = value
		}
	}
	return into
}
