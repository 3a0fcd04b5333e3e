package identity

import (
	"context"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

// Department is a part of the company's organisation. Departments may lie within
// others.
type Department struct {
	entity.Base[Department]

	Name   string                `entity:"required,filter,search"` // what the department is called
	Parent entity.ID[Department] `entity:"filter"`                 // the department that this one is part of
	Site   entity.ID[Site]       `entity:"filter"`                 // where the department works, if at one site
}

// What a role can be granted on departments.
const (
	ReadDepartments auth.Permission = "identity.department.read"
	EditDepartments auth.Permission = "identity.department.edit"
)

// Entity declares departments.
func (Department) Entity() entity.Spec[Department] {
	return entity.Spec[Department]{
		Name:  "identity.department",
		Title: "{name}",
		List:  []string{"name", "parent", "site"},
		Sort:  "name",
		Read:  ReadDepartments,
		Edit:  EditDepartments,
		Check: checkDepartment,
	}
}

const sqlAboveDepartment = `
with recursive above as (
  select id, parent from identity_department where tenant_id = $1 and id = $2
  union
  select d.id, d.parent from identity_department d join above a on d.tenant_id = $1 and d.id = a.parent
)
select exists (select from above where id = $3)`

func checkDepartment(ctx context.Context, tx *entity.Tx, d *Department) error {
	return refuseCycle(ctx, tx, chain{field: "parent", above: sqlAboveDepartment}, d.Parent.UUID(), d.ID.UUID())
}
