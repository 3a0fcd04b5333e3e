package sales

import (
	"context"
	"testing"
	"time"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
)

// TestFollowUp: whoever looks after a quote is told once to ask about it a week
// after it was sent, and once more before it ends; a day that the quote names
// takes the place of the first.
func TestFollowUp(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	sent := func(extra ...string) string {
		q := d.create("quotes", d.order(d.bolt, "1", extra...)).id()
		d.step("quotes", q, "send", `{}`)
		return q
	}
	plain, named, answered := sent(), sent(`"follow_up":"2026-05-06"`), sent()
	d.create("quotes", d.order(d.bolt, "1")) // a draft
	d.step("quotes", answered, "decline", `{"decline_reason":"too dear"}`)

	calls := func(quote string) int {
		return entitytest.Select[int](t, d.House, `select count(*) from crm_activity where about = $1 and about_entity = 'sales.quote'
and kind = 'call' and status = 'planned' and client = $2`, quote, d.client)
	}
	for _, day := range []struct{ after, plain, named int }{
		{0, 0, 0},
		{2, 0, 1}, // the day that the quote names
		{7, 1, 1}, // a week
		{8, 1, 1},
		{27, 2, 2}, // three days before the end
		{29, 2, 2},
		{31, 2, 2}, // it is over
	} {
		d.Clock.Set(entitytest.Start.AddDate(0, 0, day.after).Add(time.Hour))
		for range 2 { // a second run finds nothing
			d.Do(t, func(ctx context.Context, tx *entity.Tx) error {
				more, err := followUp(ctx, tx)
				if more {
					t.Error("there is more to do")
				}
				return err
			})
		}
		if p, n, a := calls(plain), calls(named), calls(answered); p != day.plain || n != day.named || a != 0 {
			t.Errorf("after %d days: %d calls about the one, %d about the other, %d about the answered; want %d, %d, 0", day.after, p, n, a, day.plain, day.named)
		}
	}
	if got := d.get("quotes", plain).text("followed_up"); got != "2026-05-31" {
		t.Errorf("followed up on %s", got)
	}
}
