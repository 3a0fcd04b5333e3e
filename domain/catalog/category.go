package catalog

import (
	"context"
	"strings"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Category is a shelf of the catalog. Categories may lie within others.
type Category struct {
	entity.Base[Category]

	Name   string              `entity:"required,search"` // what the category is called, among those in the same place
	Note   string              `entity:"text"`            // what belongs here
	Parent entity.ID[Category] `entity:"filter"`          // the category that this one lies in
	Path   string              `entity:"readonly,unique"` // the names from the top down to this one: Food / Dairy
}

// What a role can be granted on categories.
const (
	ReadCategories auth.Permission = "catalog.category.read"
	EditCategories auth.Permission = "catalog.category.edit"
)

// Entity declares categories.
func (Category) Entity() entity.Spec[Category] {
	return entity.Spec[Category]{
		Name:   "catalog.category",
		Plural: "categories",
		Title:  "{path}",
		List:   []string{"path", "name", "parent"},
		Sort:   "path",
		Read:   ReadCategories,
		Edit:   EditCategories,
		Derive: deriveCategory,
	}
}

const (
	sqlLockTree = `select pg_advisory_xact_lock(hashtextextended('catalog category ' || $1::uuid::text, 0))`

	sqlAboveCategory = `
with recursive above as (
  select id, parent, path, 1 as level from catalog_category where tenant_id = $1 and id = $2
  union all
  select c.id, c.parent, c.path, a.level + 1 from catalog_category c join above a on c.tenant_id = $1 and c.id = a.parent where a.id <> $3
)
select (select path from above where level = 1), exists (select from above where id = $3)`

	sqlMovePaths = `
with recursive below as (
  select id, $3::text || ' / ' || name as path from catalog_category where tenant_id = $1 and parent = $2
  union all
  select c.id, b.path || ' / ' || c.name from catalog_category c join below b on c.tenant_id = $1 and c.parent = b.id
)
update catalog_category c set path = b.path from below b where c.tenant_id = $1 and c.id = b.id and c.path <> b.path`
)

// place is where a category stands, seen from the one that is to lie in it.
type place struct {
	Path   *string
	Inside bool // it lies within the other, or is the same
}

// deriveCategory writes the paths of a category and of all below it. Changes of
// the tree wait for each other, so that two moves at once, each fine alone,
// cannot close a circle together.
func deriveCategory(ctx context.Context, tx *entity.Tx, c *Category) error {
	c.Name = strings.TrimSpace(c.Name)
	c.Path = c.Name
	tx.Exec(sqlLockTree)
	if !c.Parent.IsZero() {
		above, _, err := pg.One[place](ctx, tx, sqlAboveCategory, c.Parent, c.ID)
		switch {
		case err != nil:
			return err
		case above.Inside:
			return problem.InvalidField("/parent", "cycle", "Lies within the category itself.")
		case above.Path != nil: // otherwise there is no such parent, which its foreign key refuses
			c.Path = *above.Path + " / " + c.Name
		}
	}
	tx.Exec(sqlMovePaths, c.ID, c.Path)
	return nil
}
