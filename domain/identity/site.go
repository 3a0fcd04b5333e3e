package identity

import (
	"context"
	"strings"
	"time"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// Site is a place where the company works: an office, a shop, a warehouse.
// Records that belong to a site are seen by the users of that site.
type Site struct {
	entity.Base[Site]

	Code       string         `entity:"required,unique,search"` // short name in capital letters: BER
	Name       string         `entity:"required,filter,search"` // what the site is called
	Country    entity.Country `entity:"required,filter"`        // where the site stands; decides its taxes
	Currency   money.Currency `entity:"required"`               // what the site keeps its books in
	TimeZone   TimeZone       // the time zone, such as Europe/Berlin; UTC when empty
	Street     string         `entity:"text"` // street and house number, one line for each line of the address
	City       string         // town
	Region     string         // state, province or county, where addresses have one
	PostalCode string         // postal code
	Phone      entity.Phone   // the number under which the site is called
	Email      entity.Email   // the address at which the site is written to
	Active     bool           `entity:"filter"` // whether the site is in use
}

// TimeZone is a time zone by its IANA name: "Europe/Berlin".
type TimeZone string

// Valid tells whether the name is one of the IANA time zone database.
func (z TimeZone) Valid() bool {
	if z == "" || z == "Local" {
		return false
	}
	_, err := time.LoadLocation(string(z))
	return err == nil
}

// What a role can be granted on sites.
const (
	ReadSites auth.Permission = "identity.site.read"
	EditSites auth.Permission = "identity.site.edit"
)

// Entity declares sites.
func (Site) Entity() entity.Spec[Site] {
	return entity.Spec[Site]{
		Name:     "identity.site",
		Title:    "{code} {name}",
		List:     []string{"code", "name", "city", "country", "currency", "active"},
		Sort:     "code",
		Read:     ReadSites,
		Edit:     EditSites,
		Defaults: func(s *Site) { s.Active = true },
		Derive:   deriveSite,
		Check:    checkSite,
	}
}

func deriveSite(_ context.Context, _ *entity.Tx, s *Site) error {
	s.Code = strings.ToUpper(s.Code)
	if s.TimeZone == "" {
		s.TimeZone = "UTC"
	}
	return nil
}

func checkSite(_ context.Context, _ *entity.Tx, s *Site) error {
	const longest = 12
	if len(s.Code) > longest || !spelled(s.Code, upper+digits+"-") {
		return problem.InvalidField("/code", "invalid-code", "Must be at most %d letters, digits and hyphens.", longest)
	}
	return nil
}
