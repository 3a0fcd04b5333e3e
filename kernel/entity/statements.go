package entity

import (
	"strconv"
	"strings"

	"github.com/guildhall/guildhall/kernel/pg"
)

// statements are the SQL of one entity. In all of them $1 is the tenant.
type statements struct {
	selects string // "select <columns> from <table> o where o.tenant_id = $1"
	insert  string
	update  string // $2 is the id
	remove  string // $2 is the id
}

// childStatements are the SQL of one list of owned lines.
type childStatements struct {
	byParent string // of the parents $2, by parent and position; the parent is the first column
	ofOne    string // of the parent $2, by position
	insert   string // $2 is the parent, then one array for each column
	upsert   string
	prune    string // deletes the lines of $2 but those whose ids are in $3
}

func quote(name string) string { return `"` + name + `"` }

func quoted(alias string, names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = alias + quote(n)
	}
	return strings.Join(out, ", ")
}

func (p *Plan) statements() statements {
	cols := p.shape.columns
	values := make([]string, len(cols))
	var sets []string
	for i, c := range cols {
		n := "$" + strconv.Itoa(i+2)
		values[i] = n
		if c != "id" && c != "created_at" {
			sets = append(sets, quote(c)+" = "+n)
		}
	}
	return statements{
		selects: "select " + quoted("o.", cols) + " from " + quote(p.table) + " o where o.tenant_id = $1",
		insert: "insert into " + quote(p.table) + " (tenant_id, " + quoted("", cols) + ") values ($1, " +
			strings.Join(values, ", ") + ")",
		// created_at is sent, too, and compared with itself, so that one list of
		// arguments serves insert and update.
		update: "update " + quote(p.table) + " set " + strings.Join(sets, ", ") + " where tenant_id = $1 and id = $" +
			strconv.Itoa(p.shape.at("id")+2) + " and created_at = $" + strconv.Itoa(p.shape.at("created_at")+2),
		remove: "delete from " + quote(p.table) + " where tenant_id = $1 and id = $2",
	}
}

// at returns the position of a field's first column.
func (s *shape) at(name string) int { return s.fields[s.byName[name]].col }

func (c *child) statements() childStatements {
	cols := c.shape.columns
	arrays, sets := make([]string, len(cols)), []string{}
	for i, name := range cols {
		f := c.shape.fields[c.shape.byName[name]]
		arrays[i] = "$" + strconv.Itoa(i+3) + "::" + f.codec.sql + "[]"
		if name != "id" {
			sets = append(sets, quote(name)+" = excluded."+quote(name))
		}
	}
	parent, table := quote(c.parent), quote(c.table)
	insert := "insert into " + table + " (tenant_id, " + parent + ", " + quoted("", cols) + ") select $1, $2, u.* from unnest(" +
		strings.Join(arrays, ", ") + ") as u"
	return childStatements{
		byParent: "select c." + parent + ", " + quoted("c.", cols) + " from " + table + " c where c.tenant_id = $1 and c." +
			parent + " = any($2) order by c." + parent + `, c."position"`,
		ofOne: "select " + quoted("c.", cols) + " from " + table + " c where c.tenant_id = $1 and c." + parent +
			` = $2 order by c."position"`,
		insert: insert,
		upsert: insert + " on conflict (tenant_id, id) do update set " + strings.Join(sets, ", "),
		prune:  "delete from " + table + " where tenant_id = $1 and " + parent + " = $2 and not (id = any($3))",
	}
}

// lineArgs returns the arguments of an insert or upsert: the parent and an array
// for each column.
func (c *child) lineArgs(parent any, lines []any) []any {
	arrays := make([][]any, len(c.shape.columns))
	for i := range arrays {
		arrays[i] = make([]any, 0, len(lines)/len(arrays))
	}
	for i, v := range lines {
		n := i % len(arrays)
		arrays[n] = append(arrays[n], v)
	}
	out := []any{parent}
	for _, a := range arrays {
		out = append(out, pg.Array(a))
	}
	return out
}
