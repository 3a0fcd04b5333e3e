package sample

// How many have asked: all the time, and today, with whom nobody has talked yet.
const (
	asked = 28
	fresh = 4
)

// lead is somebody who has asked, and what becomes of it.
type lead struct {
	*filler

	id      string
	company string
	next    string // the activity that is planned
	client  *client
}

// planLeads has leads come in all the time. What becomes of each of them is known after
// a month at most, but for those who are to be asked again later.
func (d *filler) planLeads() {
	companies := shuffle(d.Rand, inquirers())
	for i := range asked {
		d.planLead(i, 2+(span-2)*(float64(i)+d.Rand.Float64())/asked, companies[i])
	}
	for i := range fresh {
		d.planLead(i, span-d.between(0, working(.3)), companies[asked+i])
	}
}

// inquirers are names of companies that no client has.
func inquirers() []string {
	var all []string
	for _, word := range []string{"Meadow", "North", "Old Town", "Riverside", "Hillside", "Lakeview"} {
		for _, trade := range []string{"Gallery", "Library", "Clinic", "Café", "Studio", "Theatre"} {
			all = append(all, word+" "+trade)
		}
	}
	return all
}

// planLead has one lead come, talked to on one of the next days, and decided upon.
func (d *filler) planLead(i int, at float64, company string) {
	l := &lead{filler: d, company: company}
	talked := at + d.days(.3, 3)
	decided := talked + d.days(2, 8)
	d.on(at, inTurn(l.come(i), l.intend("call", "Talk about the inquiry of "+company, talked)))
	d.on(talked, inTurn(
		l.done("Talked about what is needed, and by when."), l.take("contact", nil), l.intend("meeting", "Look at the rooms of "+company, decided)))
	seen := l.done("Seen and measured the rooms.")
	switch i % 5 {
	case 0:
		again := decided + d.days(25, 45)
		later := map[string]any{"next_follow_up": d.date(again)}
		d.on(decided, inTurn(seen, l.take("nurture", later), l.intend("call", "Ask "+company+" again", again)))
		d.on(again, l.lose("Is not interested any more."))
	case 1:
		d.on(decided, l.lose("Has no budget this year."))
	case 2, 3:
		won := decided + d.days(2, 10)
		l.client = &client{since: won}
		d.clients = append(d.clients, l.client)
		rooms := map[string]any{"need": "Fittings for eight rooms."}
		d.on(decided, inTurn(seen, l.take("qualify", rooms), l.intend("task", "Write an offer for "+company, won)))
		d.on(won, inTurn(l.win, l.done("They want to see an offer.")))
	default:
		d.on(decided, inTurn(seen, l.intend("call", "Ask "+company+" what they have decided", decided+working(14))))
		d.on(decided+d.days(12, 20), l.lose("Has decided for somebody else."))
	}
}

// come is the inquiry.
func (l *lead) come(i int) func() error {
	person, home := l.person(), l.land.address(l.Rand)
	value, source := 30_000+l.Rand.IntN(600_000), pick(l.Rand, "website", "website", "phone", "referral", "event", "mail")
	body := map[string]any{
		"company": l.company, "contact_name": person.String(), "phone": home.phone, "source": source,
		"street": home.street, "city": home.city, "postal_code": home.code, "currency": l.Currency, "country": l.Country,
		"estimated_value": l.amount(value), "inquiry": "We are looking for fittings for our new rooms.",
	}
	if i%5 < 2 { // who becomes a client would be written to
		body["email"] = person.email()
	}
	return func() error {
		made, err := l.do("leads", body)
		l.id = made.ID
		return err
	}
}

// take is a step of the lead's flow.
func (l *lead) take(verb string, body map[string]any) func() error {
	return l.filler.take("leads/%s/"+verb, &l.id, body)
}

// intend plans what is to be done next.
func (l *lead) intend(kind, subject string, at float64) func() error {
	return func() error {
		made, err := l.do("activities", map[string]any{"kind": kind, "subject": subject, "lead": l.id, "due": l.date(at)})
		l.next = made.ID
		return err
	}
}

// done is what came of what was planned.
func (l *lead) done(outcome string) func() error {
	return l.filler.take("activities/%s/complete", &l.next, map[string]any{"outcome": outcome})
}

// win makes a client of the lead.
func (l *lead) win() error {
	made, err := l.do("leads/"+l.id+"/convert", nil)
	l.client.id = made.Client.ID
	return err
}

// lose ends it for a reason.
func (l *lead) lose(reason string) func() error {
	return inTurn(l.take("disqualify", map[string]any{"disqualify_reason": reason}), l.done(reason))
}
