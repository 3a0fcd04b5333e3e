package sample

import "time"

// leads is how many have asked.
const leads = 28

// lead is somebody who has asked, and what becomes of it.
type lead struct {
	*filler

	id, call string // the record, and the call that is planned about it
	client   *client
}

// planLeads has leads come in all the time. What becomes of each of them is known after
// a month at most, but for those who are to be asked again later.
func (d *filler) planLeads() {
	companies := shuffle(d.Rand, inquirers())
	for i := range leads {
		at := 2 + (span-2)*(float64(i)+d.Rand.Float64())/leads
		d.planLead(i, at, companies[i])
	}
}

// inquirers are names of companies that no client has.
func inquirers() []string {
	var all []string
	for _, word := range []string{"Meadow", "North", "Old Town", "Riverside", "Hillside", "Lakeview"} {
		for _, trade := range []string{"Gallery", "Library", "Clinic", "Café", "Studio"} {
			all = append(all, word+" "+trade)
		}
	}
	return all
}

func (d *filler) planLead(i int, at float64, company string) {
	l := &lead{filler: d}
	d.on(at, l.come(i, at, company))
	talked := at + d.days(.3, 3)
	d.on(talked, l.talk)
	decided := talked + d.days(2, 8)
	switch i % 5 {
	case 0:
		again := decided + working(d.between(25, 45))
		d.on(decided, l.take("nurture", func() map[string]any {
			return map[string]any{"next_follow_up": d.calendar.date(again).Format(time.DateOnly)}
		}))
		d.on(again, l.take("disqualify", because("Is not interested any more.")))
	case 1:
		d.on(decided, l.take("disqualify", because("Has no budget this year.")))
	case 2, 3:
		d.on(decided, l.take("qualify", func() map[string]any { return map[string]any{"need": "Fittings for eight rooms."} }))
		won := decided + d.days(2, 10)
		l.client = &client{since: won}
		d.clients = append(d.clients, l.client)
		d.on(won, l.win)
	default:
		d.on(decided+d.days(12, 20), l.take("disqualify", because("Has decided for somebody else.")))
	}
}

func because(reason string) func() map[string]any {
	return func() map[string]any { return map[string]any{"disqualify_reason": reason} }
}

// come is the inquiry, and the call that is planned for one of the next days.
func (l *lead) come(i int, at float64, company string) func() error {
	person, home := l.person(), l.land.address(l.Rand)
	value, source := 30_000+l.Rand.IntN(600_000), pick(l.Rand, "website", "website", "phone", "referral", "event", "mail")
	body := map[string]any{
		"company": company, "contact_name": person.String(), "phone": home.phone, "source": source,
		"street": home.street, "city": home.city, "postal_code": home.code, "currency": l.Currency, "country": l.Country,
		"estimated_value": l.amount(value), "inquiry": "We are looking for fittings for our new rooms.",
	}
	if i%5 < 2 { // who becomes a client would be written to
		body["email"] = person.email()
	}
	return func() error {
		made, err := l.do("leads", body)
		if err != nil {
			return err
		}
		l.id = made.ID
		call, err := l.do("activities", map[string]any{
			"kind": "call", "subject": "Talk about the inquiry of " + company, "lead": l.id, "due": l.calendar.date(at + 1).Format(time.DateOnly),
		})
		l.call = call.ID
		return err
	}
}

// talk is the first call.
func (l *lead) talk() error {
	if _, err := l.do("leads/"+l.id+"/contact", nil); err != nil {
		return err
	}
	_, err := l.do("activities/"+l.call+"/complete", map[string]any{"outcome": "Talked about what is needed, and by when."})
	return err
}

// take is a step of the lead's flow.
func (l *lead) take(verb string, body func() map[string]any) func() error {
	return func() error {
		_, err := l.do("leads/"+l.id+"/"+verb, body())
		return err
	}
}

// win makes a client of the lead.
func (l *lead) win() error {
	made, err := l.do("leads/"+l.id+"/convert", nil)
	l.client.id = made.Client.ID
	return err
}
