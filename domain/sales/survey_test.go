package sales

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/problem"
)

// closed has an order of a service end, and returns its survey.
func (d *desk) closed() string {
	d.t.Helper()
	order := d.act("orders/place", d.order(d.advice, "1", `"invoice_policy":"on_order"`)).id()
	invoice := d.actOn("sales.order", order, "invoice", `{"post":true}`)
	d.pay("billing.invoice", invoice.id(), "95.20")
	d.step("orders", order, "close", `{}`)
	return entitytest.Select[uuid.UUID](d.t, d.House, `select id from sales_survey where "order" = $1`, uuid.MustParse(order)).String()
}

// ask does what is done every day.
func (d *desk) ask() {
	d.t.Helper()
	for more := true; more; {
		d.Do(d.t, func(ctx context.Context, tx *entity.Tx) (err error) {
			more, err = askDue(ctx, tx)
			return err
		})
	}
}

// link returns the secret of a link to a survey, as its letter has it.
func (d *desk) link(survey string) (digest [32]byte) {
	d.t.Helper()
	d.Do(d.t, func(ctx context.Context, tx *entity.Tx) error {
		s, err := entity.Get(ctx, tx, entity.ID[Survey](uuid.MustParse(survey)))
		if err != nil {
			return err
		}
		tenant, made, err := crm.ReadLink(s.Link().Mint(tx))
		if tenant != d.Tenant.ID {
			d.t.Errorf("the link names the tenant %s", tenant)
		}
		digest = made
		return err
	})
	return digest
}

func (d *desk) reply(digest [32]byte, score int, comment string) error {
	return d.Try(d.t, func(ctx context.Context, tx *entity.Tx) error {
		_, err := AnswerByLink(ctx, tx, digest, Reply{Score: score, Comment: comment})
		return err
	})
}

func (d *desk) status(survey, want string) {
	d.t.Helper()
	if got := d.get("surveys", survey).text("status"); got != want {
		d.t.Errorf("the survey is %s, want %s", got, want)
	}
}

const days = 24 * time.Hour

// TestClientsAreAskedOnce: some days after an order was closed, once, and about no
// other for a while; not about what is long past.
func TestClientsAreAskedOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first, second := d.closed(), d.closed()
	d.Clock.Advance(3*days - time.Hour)
	d.ask()
	d.status(first, "open")
	d.Clock.Advance(2 * time.Hour)
	for range 2 {
		d.ask()
	}
	d.status(first, "asked")
	d.status(second, "skipped")
	third := d.closed()
	d.Clock.Advance(31 * days)
	d.ask()
	d.status(first, "expired")
	d.status(third, "skipped") // too late
	if n := entitytest.Select[int](t, d.House, `select count(*) from system_event where type = 'SurveyAskedEvent'`); n != 1 {
		t.Errorf("%d clients were asked, want 1", n)
	}
	d.create("survey-policies", `{"delay":0}`)
	fourth := d.closed()
	d.Clock.Advance(60 * days)
	d.ask()
	d.status(fourth, "open")
	d.create("survey-policies", `{"delay":1,"pause":0}`)
	for range 2 {
		d.closed()
	}
	d.Clock.Advance(2 * days)
	d.ask()
	if n := entitytest.Select[int](t, d.House, `select count(*) from sales_survey where status = 'asked'`); n != 2 {
		t.Errorf("%d surveys are asked, want 2", n)
	}
}

// TestAnswerByLink: the link answers its survey until it ends, and changes the answer;
// who is not happy is called.
func TestAnswerByLink(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	survey := d.closed()
	d.Clock.Advance(4 * days)
	d.ask()
	digest := d.link(survey)
	if err := d.reply([32]byte{1}, 5, ""); !problem.Is(err, "link-expired") {
		t.Errorf("another link: %v", err)
	}
	for _, bad := range []int{-1, 11} {
		if err := d.reply(digest, bad, ""); !problem.Is(err, "invalid") {
			t.Errorf("%d: %v", bad, err)
		}
	}
	if err := d.reply(digest, 5, strings.Repeat("x", longestComment+1)); !problem.Is(err, "invalid") {
		t.Errorf("too long: %v", err)
	}
	for _, said := range []struct {
		score int
		as    string
	}{{6, "detractor"}, {6, "detractor"}, {0, "detractor"}, {8, "passive"}, {9, "promoter"}} {
		if err := d.reply(digest, said.score, said.as); err != nil {
			t.Fatal(err)
		}
		d.want(d.get("surveys", survey), "status answered", "opinion "+said.as, "comment "+said.as)
	}
	if n := entitytest.Select[int](t, d.House, `select count(*) from system_event where type = 'SurveyAnsweredEvent'`); n != 4 {
		t.Errorf("%d answers were told, want 4", n)
	}
	if n := entitytest.Select[int](t, d.House, `select count(*) from crm_activity where kind = 'call' and client = $1`, uuid.MustParse(d.client)); n != 1 {
		t.Errorf("%d calls are planned, want 1", n)
	}
	d.Clock.Advance(31 * days)
	if err := d.reply(digest, 1, ""); !problem.Is(err, "link-expired") {
		t.Errorf("too late: %v", err)
	}
}
