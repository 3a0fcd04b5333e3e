package filter_test

import (
	"strings"
	"testing"

	"github.com/guildhall/guildhall/lib/filter"
)

// orders declares a list with a field of every kind, and references three deep.
func orders() *filter.Schema {
	team := &filter.Schema{Entity: "base.team", Table: "base_team", Fields: []filter.Field{
		{Name: "name", Column: "name", Kind: filter.Text},
		{Name: "lead", Column: "lead", Kind: filter.ID},
	}}
	user := &filter.Schema{Entity: "base.user", Table: "base_user", Fields: []filter.Field{
		{Name: "name", Column: "name", Kind: filter.Text},
		{Name: "team", Column: "team", Kind: filter.ID, Nullable: true, Target: team},
		{Name: "password", Column: "password", Kind: filter.Text, Secret: true},
	}}
	client := &filter.Schema{Entity: "crm.client", Table: "crm_client", Fields: []filter.Field{
		{Name: "country", Column: "country", Kind: filter.Text, Nullable: true},
		{Name: "owner", Column: "owner", Kind: filter.ID, Nullable: true, Target: user},
	}}
	team.Fields[1].Target = user // references may run in a circle
	return &filter.Schema{
		Entity: "sales.order", Table: "sales_order", Sort: "-placed", Search: "sales_order_search",
		Title: []string{"number"},
		Fields: []filter.Field{
			{Name: "number", Column: "number", Kind: filter.Text},
			{Name: "note", Column: "note", Kind: filter.Text, Nullable: true},
			{Name: "status", Column: "status", Kind: filter.Choice, Choices: []string{"open", "held", "done"}},
			{Name: "paid", Column: "paid", Kind: filter.Bool},
			{Name: "items", Column: "items", Kind: filter.Int, Nullable: true},
			{Name: "currency", Column: "currency", Kind: filter.Text},
			{Name: "total", Column: "total", Kind: filter.Decimal, Currency: "currency"},
			{Name: "discount", Column: "discount", Kind: filter.Decimal, Nullable: true},
			{Name: "fee", Column: "fee", Kind: filter.Decimal, Currency: "currency", Each: true},
			{Name: "placed", Column: "placed", Kind: filter.Date},
			{Name: "due", Column: "due", Kind: filter.Date, Nullable: true},
			{Name: "changed", Column: "changed_at", Kind: filter.Instant},
			{Name: "shipped", Column: "shipped_at", Kind: filter.Instant, Nullable: true},
			{Name: "client", Column: "client", Kind: filter.ID, Target: client},
			{Name: "quote", Column: "quote", Kind: filter.ID, Nullable: true},
			{Name: "tags", Column: "tags", Kind: filter.IDs},
			{Name: "lines", Kind: filter.Unsorted, Column: "lines"},
			{Name: "pin", Column: "pin", Kind: filter.Text, Secret: true},
			{Name: "colour", Kind: filter.Choice, Custom: true, Choices: []string{"red", "blue"}},
			{Name: "rank", Kind: filter.Int, Custom: true},
			{Name: "weight", Kind: filter.Decimal, Custom: true},
			{Name: "seen", Kind: filter.Date, Custom: true},
			{Name: "buyer", Kind: filter.ID, Custom: true, Target: client},
			{Name: "it's", Kind: filter.Text, Custom: true},
		},
	}
}

func TestSchemaCheck(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		spoil func(*filter.Schema)
		want  string
	}{
		{"sound", func(*filter.Schema) {}, ""},
		{"table", func(s *filter.Schema) { s.Table = "sales.order" }, "must be identifiers"},
		{"search", func(s *filter.Schema) { s.Search = "f(1); drop" }, "must be identifiers"},
		{"field name", func(s *filter.Schema) { s.Fields[0].Name = "No" }, "must be an identifier"},
		{"empty name", func(s *filter.Schema) { s.Fields[0].Name = "" }, "must be an identifier"},
		{"digit first", func(s *filter.Schema) { s.Fields[0].Name = "1st" }, "must be an identifier"},
		{"reserved", func(s *filter.Schema) { s.Fields[0].Name = "limit" }, "reserved"},
		{"twice", func(s *filter.Schema) { s.Fields[1].Name = "number" }, "declared twice"},
		{"no column", func(s *filter.Schema) { s.Fields[0].Column = "" }, "custom or has a column"},
		{"custom column", func(s *filter.Schema) { s.Fields[0].Custom = true }, "custom or has a column"},
		{"column", func(s *filter.Schema) { s.Fields[0].Column = `a"b` }, "must be an identifier"},
		{"custom list", func(s *filter.Schema) { s.Fields[18] = filter.Field{Name: "x", Kind: filter.IDs, Custom: true} }, "one value"},
		{"target", func(s *filter.Schema) { s.Fields[0].Target = s }, "points at an entity"},
		{"currency", func(s *filter.Schema) { s.Fields[6].Currency = "money" }, "no currency field"},
		{"title", func(s *filter.Schema) { s.Title = []string{"name"} }, `names "name"`},
		{"secret shown", func(s *filter.Schema) { s.Show = []string{"pin"} }, `names "pin"`},
		{"sort", func(s *filter.Schema) { s.Sort = "-lines" }, "default sort"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := orders()
			s.Fields = s.Fields[:len(s.Fields)-1] // its name is there for the quoting of SQL
			tt.spoil(s)
			err := s.Check()
			if tt.want == "" && err != nil {
				t.Errorf("a sound schema is refused: %v", err)
			}
			if tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got error %v, want one with %q", err, tt.want)
			}
		})
	}
}
