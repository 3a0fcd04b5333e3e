package public

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/communications"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/portal"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/problem"
)

// bill is what is to be paid as programs see it. Amounts are decimals.
type bill struct {
	Company  string    `json:"company" doc:"Who is paid."`
	Number   string    `json:"number" doc:"Of the invoice, or of an order that is paid ahead." example:"INV-2026-00042"`
	State    string    `json:"state" enum:"open,partly_paid,pending,paid,cancelled,written_off,waiting" doc:"Pending: a payment is under way. Waiting: the company has to confirm the order first."`
	Language string    `json:"language" doc:"The client's." example:"de"`
	Currency string    `json:"currency" example:"EUR"`
	Total    string    `json:"total" example:"119.00"`
	Open     string    `json:"open" doc:"How much is to be paid." example:"119.00"`
	Due      string    `json:"due" doc:"The last day to pay, as 2026-06-03; empty for an order."`
	Overdue  bool      `json:"overdue"`
	Means    []means   `json:"means" doc:"What can be paid with here; nothing where the money can only be transferred."`
	Trial    bool      `json:"trial" doc:"Whether paying moves no money."`
	Attempt  int       `json:"attempt" doc:"The number that the next attempt to pay has."`
	Refused  bool      `json:"refused" doc:"Whether the last attempt by this link was."`
	Expires  time.Time `json:"expires_at" doc:"Until then the link can be followed."`
}

// means is something to pay with.
type means struct {
	Token string `json:"token"`
	Name  string `json:"name"`
}

// attempt is one try to pay.
type attempt struct {
	Attempt int    `json:"attempt" minimum:"1" doc:"Its number, as the bill tells it. The same one again is not tried again."`
	Means   string `json:"means" maxLength:"200" doc:"The token of one of the bill's means."`
}

func billOf(b portal.Bill) bill {
	digits := b.Currency.Digits()
	out := bill{
		Company: b.Name, Number: b.Number, State: string(b.State), Language: b.Voice.Language(), Currency: string(b.Currency), Total: b.Total.Text(digits),
		Open: b.Open.Text(digits), Overdue: b.Overdue, Trial: b.Trial, Attempt: b.Attempt, Refused: b.Refused, Expires: b.Expires, Means: []means{},
	}
	if !b.Due.IsZero() {
		out.Due = b.Due.String()
	}
	for _, m := range b.Means {
		out.Means = append(out.Means, means(m))
	}
	return out
}

func (d door) billAPI(api *httpapi.API) error {
	const path, page = "/api/public/bills/{token}", communications.PayPage + "{token}"
	show := "Shows what is to be paid."
	return errors.Join(
		httpapi.RegisterJSON(api, operation("publicBillGet", http.MethodGet, path, "Shows what is to be paid by a link: an invoice, or an order that is paid ahead."), d.getBill),
		httpapi.RegisterJSON(api, operation("publicBillPay", http.MethodPost, path+"/pay", "Pays all that is open of the bill of a link; each attempt once, however often it is sent."), d.payBill),
		httpapi.RegisterJSON(api, operation("publicBillCheck", http.MethodPost, path+"/check", "Asks the bank what became of a payment that is under way."), d.checkBill),
		api.Handle(pageAt(http.MethodGet, page, show), d.showBill),
		api.Handle(pageAt(http.MethodPost, page, "Takes a client's payment."), d.takeBill),
		api.Handle(pageAt(http.MethodGet, page+documentPath, show), d.fileOf(portal.BillFile)),
	)
}

func (d door) bill(ctx context.Context, r httpapi.Request) (portal.Bill, error) {
	return visit[portal.Bill]{text: r.HTTP.PathValue("token"), do: portal.BillOf}.make(ctx, d, r.Origin)
}

// charge is a charge for a bill.
type charge = entity.ID[billing.PaymentOperation]

// pay begins to pay, and carries it out.
func (d door) pay(ctx context.Context, r httpapi.Request, a portal.Attempt) error {
	begun, err := visit[charge]{
		text: r.HTTP.PathValue("token"), change: true,
		do: func(ctx context.Context, tx *entity.Tx, digest [32]byte) (charge, error) {
			return portal.PayByLink(ctx, tx, digest, a)
		},
	}.make(ctx, d, r.Origin)
	if err != nil || begun.IsZero() {
		return err
	}
	return d.settle(ctx, r, billing.CarryOut, begun)
}

// check asks what became of what is under way.
func (d door) check(ctx context.Context, r httpapi.Request) error {
	unanswered, err := visit[[]charge]{text: r.HTTP.PathValue("token"), change: true, do: portal.Unanswered}.make(ctx, d, r.Origin)
	if err != nil {
		return err
	}
	return d.settle(ctx, r, billing.LookUp, unanswered...)
}

// settle has a provider asked about charges, with no transaction open.
func (d door) settle(ctx context.Context, r httpapi.Request, how func(context.Context, billing.Transact, charge) error, about ...charge) error {
	tenant, _, err := crm.ReadLink(r.HTTP.PathValue("token"))
	if err != nil {
		return err
	}
	for _, id := range about {
		if err := how(ctx, d.in(tenant, true, r.Origin), id); err != nil {
			return fmt.Errorf("pay by a link: %w", err)
		}
	}
	return nil
}

func (d door) getBill(ctx context.Context, r httpapi.Request, _ httpapi.None) (bill, error) {
	b, err := d.bill(ctx, r)
	if err != nil {
		return bill{}, err
	}
	return billOf(b), nil
}

func (d door) payBill(ctx context.Context, r httpapi.Request, in attempt) (bill, error) {
	if err := d.pay(ctx, r, portal.Attempt{Number: in.Attempt, Means: in.Means}); err != nil {
		return bill{}, err
	}
	return d.getBill(ctx, r, httpapi.None{})
}

func (d door) checkBill(ctx context.Context, r httpapi.Request, _ httpapi.None) (bill, error) {
	if err := d.check(ctx, r); err != nil {
		return bill{}, err
	}
	return d.getBill(ctx, r, httpapi.None{})
}

// billPage is a bill with what its page says besides.
type billPage struct {
	portal.Bill
	table

	Open      string
	Due       string
	Asks      bool // for money
	Exhausted bool
	Means     []means
	File      string
}

func (d door) billView(r httpapi.Request, b portal.Bill) view {
	p := billPage{
		Bill: b, table: table{b.Sheet.Table}, Open: b.Amount(b.Open, b.Currency), Due: b.Day(b.Due), Asks: b.State.Payable(), Exhausted: b.Exhausted(),
		File: communications.PayPage + r.HTTP.PathValue("token") + documentPath,
	}
	said := words(b.Voice.Language())
	for _, m := range b.Means {
		p.Means = append(p.Means, means{m.Token, said.means(m)})
	}
	return view{Language: b.Voice.Language(), House: b.House, With: p, Asks: true}
}

func (d door) showBill(w http.ResponseWriter, r httpapi.Request) error {
	b, err := d.bill(r.HTTP.Context(), r)
	if err != nil {
		return d.sorry(w, r.HTTP, err)
	}
	return d.show(w, http.StatusOK, "bill", d.billView(r, b))
}

// takeBill takes a form of the page, and shows the page anew.
func (d door) takeBill(w http.ResponseWriter, r httpapi.Request) error {
	sent, err := form(w, r.HTTP)
	if err != nil {
		return err
	}
	err = d.answerBill(r.HTTP.Context(), r, sent)
	switch {
	case errors.Is(err, errNoForm):
		return d.showBill(w, r)
	case problem.Is(err, "invalid"):
		b, err := d.bill(r.HTTP.Context(), r)
		if err != nil {
			return d.sorry(w, r.HTTP, err)
		}
		v := d.billView(r, b)
		v.Wrong = "means"
		return d.show(w, http.StatusUnprocessableEntity, "bill", v)
	case problem.Is(err, "in-flight"), problem.Is(err, "nothing-open"), problem.Is(err, "attempts-used"):
		return back(w, r.HTTP.URL.Path) // the page says why
	case err != nil:
		return d.sorry(w, r.HTTP, err)
	}
	return back(w, r.HTTP.URL.Path)
}

func (d door) answerBill(ctx context.Context, r httpapi.Request, sent url.Values) error {
	switch sent.Get("do") {
	case "pay":
		n, err := strconv.Atoi(sent.Get("attempt"))
		if err != nil {
			n = 0 // none, which the bill refuses
		}
		return d.pay(ctx, r, portal.Attempt{Number: n, Means: sent.Get("means")})
	case "check":
		return d.check(ctx, r)
	}
	return errNoForm
}
