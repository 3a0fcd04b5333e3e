package integrity

import (
	"time"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

// Finding is a record that is not as it must be.
type Finding struct {
	entity.Base[Finding]

	Name    string     `entity:"readonly,filter"` // the check that has found it: inventory.levels
	Label   string     `entity:"readonly"`        // what must be so
	Record  entity.Ref `entity:"readonly,filter"` // the record
	Said    string     `entity:"readonly,text"`   // what is wrong with it, as it was found last
	Runs    int        `entity:"readonly"`        // how often it was found
	LastAt  time.Time  `entity:"readonly"`        // when it was found last
	EndedAt time.Time  `entity:"readonly,filter"` // when it was not found any more; empty while it is
}

// ReadFindings is who may see what was found.
const ReadFindings auth.Permission = "integrity.finding.read"

// Entity declares the rest of what a finding is.
func (Finding) Entity() entity.Spec[Finding] {
	return entity.Spec[Finding]{
		Name: "integrity.finding", Title: "{label}", View: true, Read: ReadFindings,
		List: []string{"created_at", "label", "record", "said", "runs", "last_at", "ended_at"},
	}
}
