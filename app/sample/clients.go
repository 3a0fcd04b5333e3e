package sample

import "strings"

// clients is how many a company has before leads become some.
const clients = 60

// client is one who buys.
type client struct {
	id    string
	since float64 // moment
	terms int     // days until an invoice is due
}

// planClients has some clients from the beginning on, and the others come over the
// first half, each with a contact and an address.
func (d *filler) planClients() {
	d.people = d.land.people(d.Rand)
	names := d.land.companies(d.Rand)
	for i := range clients {
		since := 1 + .1*float64(i)
		if i >= clients/4 {
			since = 3 + (.5*span-3)*(float64(i-clients/4)+d.Rand.Float64())/(clients-clients/4)
		}
		c := &client{since: since, terms: pick(d.Rand, 7, 14, 14, 30)}
		d.clients = append(d.clients, c)
		person, home := d.person(), d.land.address(d.Rand)
		d.on(since, func() error {
			made, err := d.do("clients", map[string]any{
				"name": names[i], "currency": d.Currency, "country": d.Country, "phone": home.phone, "payment_terms": c.terms,
			})
			if err != nil {
				return err
			}
			c.id = made.ID
			if _, err := d.do("contacts", map[string]any{
				"client": c.id, "first_name": person.first, "last_name": person.last, "primary": true,
			}); err != nil {
				return err
			}
			_, err = d.do("addresses", map[string]any{
				"client": c.id, "street": home.street, "city": home.city, "region": home.region, "postal_code": home.code,
				"country": d.Country, "default": true,
			})
			return err
		})
	}
}

// person returns somebody of whom nobody has heard yet.
func (d *filler) person() name {
	next := d.people[0]
	d.people = d.people[1:]
	return next
}

// known draws a client whom the company knows at a moment.
func (d *filler) known(at float64) *client {
	var known []*client
	for _, c := range d.clients {
		if c.since+working(1) < at {
			known = append(known, c)
		}
	}
	return pick(d.Rand, known...)
}

// address is where somebody is at home, and how they are called there.
type address struct{ street, city, region, code, phone string }

// name is what a person is called.
type name struct{ first, last string }

func (n name) String() string { return n.first + " " + n.last }

// email is an address at which nobody is ever reached.
func (n name) email() string { return strings.ToLower(n.first+"."+n.last) + "@inquiry.example" }
