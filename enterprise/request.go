package enterprise

import (
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// Request asks for a new tenant.
type Request struct {
	Name       string      // what people call the company
	Slug       string      // a DNS label, 2 to 50 characters: the tenant's subdomain
	Tier       Tier        // Shared when empty
	AdminEmail string      // of the first user
	Country    string      // ISO 3166-1 alpha-2; may be empty
	Currency   string      // ISO 4217; may be empty
	Region     string      // where the rows must be kept; "" for anywhere
	Plan       string      // "standard" when empty
	By         *auth.Actor // who asks, for the audit; nil for the system
}

const (
	longestSlug  = 50 // a domain name has room for 63 with a prefix for previews
	longestName  = 200
	longestEmail = 254
)

var (
	slugForm    = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	countryForm = regexp.MustCompile(`^[A-Z]{2}$`)
)

// reserved lists the labels that name parts of the product or that mail and
// browsers trust.
var reserved = []string{
	"admin", "administrator", "api", "app", "assets", "auth", "billing", "blog", "cdn", "client", "console", "dashboard",
	"demo-admin", "docs", "enterprise", "ftp", "guildhall", "health", "healthz", "help", "hostmaster", "imap", "internal",
	"localhost", "login", "mail", "metrics", "ns1", "ns2", "operator", "pop", "postmaster", "public", "readyz", "root",
	"security", "smtp", "static", "status", "super-admin", "support", "system", "test", "webhooks", "webmaster", "www",
}

// check fills in what may be left out and returns a problem that lists what is
// wrong.
func (r Request) check() (Request, error) {
	r.Name, r.AdminEmail = strings.TrimSpace(r.Name), strings.ToLower(strings.TrimSpace(r.AdminEmail))
	if r.Tier == "" {
		r.Tier = Shared
	}
	if r.Plan == "" {
		r.Plan = "standard"
	}
	var wrong problem.Fields
	checkName(&wrong, r.Name)
	checkSlug(&wrong, r.Slug)
	if r.Tier != Shared && r.Tier != Schema && r.Tier != Database {
		wrong.Add("/tier", "invalid", "The tier is shared, schema or database.")
	}
	if a, err := mail.ParseAddress(r.AdminEmail); err != nil || a.Address != r.AdminEmail || len(r.AdminEmail) > longestEmail {
		wrong.Add("/admin_email", "invalid", "This is not an e-mail address.")
	}
	if r.Country != "" && !countryForm.MatchString(r.Country) {
		wrong.Add("/country", "invalid", "A country is given by its two capital letters, such as DE.")
	}
	if r.Currency != "" && !money.Currency(r.Currency).Valid() {
		wrong.Add("/currency", "invalid", "A currency is given by its three capital letters, such as EUR.")
	}
	return r, wrong.Err()
}

func checkName(wrong *problem.Fields, name string) {
	if name == "" || len(name) > longestName {
		wrong.Add("/name", "required", "Give a name of at most %d characters.", longestName)
	}
}

func checkSlug(wrong *problem.Fields, slug string) {
	switch {
	case len(slug) < 2 || len(slug) > longestSlug || !slugForm.MatchString(slug):
		wrong.Add("/slug", "invalid",
			"Use 2 to %d small letters, digits and single hyphens, beginning with a letter and ending without a hyphen.", longestSlug)
	case slices.Contains(reserved, slug):
		wrong.Add("/slug", "reserved", "%q is reserved.", slug)
	}
}

func slugTaken(slug string) error {
	p := problem.Conflict("slug-taken", "Another tenant is called %q in addresses.", slug)
	p.Errors = []problem.FieldError{problem.Field("/slug", "taken", "Choose another one.")}
	return p
}
