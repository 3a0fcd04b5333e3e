package crm

import (
	"context"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

// Address is where a client is sent goods or invoices.
type Address struct {
	entity.Base[Address]
	entity.Scope

	Client     entity.ID[Client] `entity:"required,filter"` // whose address it is
	Kind       AddressKind       `entity:"filter"`          // what the address is for
	Name       string            `entity:"personal"`        // to whom to deliver, when it is not the client by name
	Street     string            `entity:"text,personal"`   // street and house number, one line for each line of the address
	City       string            `entity:"filter,personal"` // town
	Region     string            `entity:"personal"`        // state, province or county, where addresses have one
	PostalCode string            `entity:"personal"`        // postal code
	Country    entity.Country    `entity:"required,filter"` // country
	Default    bool              `entity:"filter"`          // whether to use this one unless another is chosen; one at most of each kind
}

// AddressKind says what an address is for.
type AddressKind string

// The kinds of address.
const (
	Both     AddressKind = "both"     // for invoices and for goods
	Billing  AddressKind = "billing"  // for invoices
	Shipping AddressKind = "shipping" // for goods
)

// Choices lists the kinds of address.
func (AddressKind) Choices() []string {
	return []string{string(Both), string(Billing), string(Shipping)}
}

// What a role can be granted on addresses.
const (
	ReadAddresses auth.Permission = "crm.address.read"
	EditAddresses auth.Permission = "crm.address.edit"
)

// Entity declares addresses.
func (Address) Entity() entity.Spec[Address] {
	return entity.Spec[Address]{
		Name:   "crm.address",
		Plural: "addresses",
		Title:  "{postal_code} {city}",
		List:   []string{"client", "kind", "name", "city", "postal_code", "country", "default"},
		Read:   ReadAddresses,
		Edit:   EditAddresses,
		Derive: deriveAddress,
	}
}

// The address that was the default of its kind so far steps back.
const sqlOtherAddresses = `update crm_address set "default" = false, updated_at = $5
where tenant_id = $1 and client = $2 and id <> $3 and kind = $4 and "default"`

func deriveAddress(ctx context.Context, tx *entity.Tx, a *Address) error {
	if err := deriveScope(ctx, tx, &a.Scope, a.Client); err != nil {
		return err
	}
	if a.Default && !a.Client.IsZero() {
		tx.Exec(sqlOtherAddresses, a.Client, a.ID, a.Kind, tx.Now())
	}
	return nil
}
