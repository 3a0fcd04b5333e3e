package public

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/guildhall/guildhall/domain/communications"
	"github.com/guildhall/guildhall/domain/portal"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/pdf"
	"github.com/guildhall/guildhall/lib/problem"
)

// quote is an offer as programs see it. Amounts are decimals.
type quote struct {
	Company    string      `json:"company" doc:"Who offers."`
	Number     string      `json:"number" example:"Q-2026-00042"`
	Revision   int         `json:"revision" doc:"1 for the first version."`
	State      string      `json:"state" enum:"open,accepted,declined,expired,withdrawn,replaced" doc:"Whether it can be accepted, and if not, why. Replaced: a newer version was sent."`
	Language   string      `json:"language" doc:"The client's." example:"de"`
	ValidUntil string      `json:"valid_until" format:"date" doc:"The last day on which it can be accepted."`
	Prepaid    bool        `json:"prepaid" doc:"Whether the order is paid before anything is shipped."`
	Payable    bool        `json:"payable" doc:"Whether it was accepted, and something is to be paid now."`
	Currency   string      `json:"currency" example:"EUR"`
	Lines      []quoteLine `json:"lines"`
	Net        string      `json:"net" doc:"Of the lines, after discounts, without freight and tax." example:"100.00"`
	Freight    string      `json:"freight" example:"0.00"`
	Tax        string      `json:"tax" example:"19.00"`
	Total      string      `json:"total" example:"119.00"`
	Terms      []string    `json:"terms" doc:"What the quote says below its lines."`
	AcceptedBy string      `json:"accepted_by" doc:"The name that it was signed with by this link."`
	AcceptedAt *time.Time  `json:"accepted_at"`
	Expires    time.Time   `json:"expires_at" doc:"Until then the link can be followed."`
}

// quoteLine is a line of a quote.
type quoteLine struct {
	Name       string `json:"name"`
	Note       string `json:"note"`
	Quantity   string `json:"quantity" example:"2"`
	Unit       string `json:"unit"`
	Price      string `json:"price" doc:"For one." example:"50.00"`
	Discount   string `json:"discount" doc:"Percent off the price." example:"0"`
	TaxPercent string `json:"tax_percent" example:"19"`
	Net        string `json:"net" example:"100.00"`
}

// signature is how a client accepts.
type signature struct {
	Name string `json:"name" minLength:"1" maxLength:"200" doc:"Of whoever signs, in full."`
}

// refusal is how a client declines.
type refusal struct {
	Reason string `json:"reason,omitempty" maxLength:"2000"`
}

// lead is where something goes on.
type lead struct {
	Token string `json:"token" doc:"The secret of the link."`
}

func quoteOf(o portal.Offer) quote {
	q := o.Quote
	text := func(a interface{ Text(digits int) string }) string { return a.Text(q.Currency.Digits()) }
	out := quote{
		Company: o.Name, Number: q.Number, Revision: q.Revision, State: string(o.State), Language: o.Voice.Language(), ValidUntil: q.ValidUntil.String(),
		Prepaid: o.Prepaid, Payable: o.Payable, Currency: string(q.Currency), Net: text(q.Net), Freight: text(q.Freight), Tax: text(q.Tax), Total: text(q.Total),
		Terms: o.Closing, AcceptedBy: q.AcceptedBy, Expires: o.Expires, Lines: []quoteLine{},
	}
	if !q.AcceptedAt.IsZero() {
		out.AcceptedAt = &q.AcceptedAt
	}
	for _, i := range q.Items {
		l := quoteLine{Name: i.Name, Note: i.Note, Quantity: i.Quantity.String(), Unit: i.Unit, TaxPercent: i.TaxPercent.String(), Net: text(i.Net), Discount: "0"}
		if i.Price != nil {
			l.Price = text(*i.Price)
		}
		if i.Discount != nil {
			l.Discount = i.Discount.String()
		}
		out.Lines = append(out.Lines, l)
	}
	return out
}

func (d door) quoteAPI(api *httpapi.API) error {
	const path, page = "/api/public/quotes/{token}", communications.QuotePage + "{token}"
	show, take := "Shows a quote.", "Takes what a client says to a quote."
	return errors.Join(
		httpapi.RegisterJSON(api, operation("publicQuoteGet", http.MethodGet, path, "Shows the quote of a link."), d.getQuote),
		httpapi.RegisterJSON(api, operation("publicQuoteAccept", http.MethodPost, path+"/accept", "Accepts the quote of a link; once, however often it is asked for."), d.acceptQuote),
		httpapi.RegisterJSON(api, operation("publicQuoteDecline", http.MethodPost, path+"/decline", "Declines the quote of a link; once, however often it is asked for."), d.declineQuote),
		httpapi.RegisterJSON(api, operation("publicQuoteNewer", http.MethodPost, path+"/newer", "Makes a link to the version that has replaced the quote of a link."), d.newerQuote),
		httpapi.RegisterJSON(api, operation("publicQuotePay", http.MethodPost, path+"/pay", "Makes a link by which is paid what an accepted quote asks for."), d.payQuote),
		api.Handle(pageAt(http.MethodGet, page, show), d.showQuote),
		api.Handle(pageAt(http.MethodPost, page, take), d.takeQuote),
		api.Handle(pageAt(http.MethodGet, page+documentPath, show), d.fileOf(portal.OfferFile)),
	)
}

// documentPath is where the document of what a page shows is, below the page.
const documentPath = "/document.pdf"

func (d door) offer(ctx context.Context, r httpapi.Request) (portal.Offer, error) {
	return visit[portal.Offer]{text: r.HTTP.PathValue("token"), do: portal.OfferOf}.make(ctx, d, r.Origin)
}

// accept accepts a quote. When its order cannot be confirmed, the client has accepted
// all the same, and people look the order over.
func (d door) accept(ctx context.Context, r httpapi.Request, name string) (portal.Offer, error) {
	in := portal.Acceptance{Name: name}
	v := visit[portal.Offer]{
		text: r.HTTP.PathValue("token"), change: true,
		do: func(ctx context.Context, tx *entity.Tx, digest [32]byte) (portal.Offer, error) {
			return portal.AcceptByLink(ctx, tx, digest, in)
		},
	}
	o, err := v.make(ctx, d, r.Origin)
	if unsettled, is := errors.AsType[*portal.UnsettledError](err); is {
		in.Unsettled = unsettled.Why
	} else if refused, is := errors.AsType[*kept](err); is {
		in.Unsettled = refused.why
	}
	if in.Unsettled == "" {
		return o, err
	}
	return v.make(ctx, d, r.Origin)
}

func (d door) decline(ctx context.Context, r httpapi.Request, reason string) (portal.Offer, error) {
	return visit[portal.Offer]{
		text: r.HTTP.PathValue("token"), change: true,
		do: func(ctx context.Context, tx *entity.Tx, digest [32]byte) (portal.Offer, error) {
			return portal.DeclineByLink(ctx, tx, digest, reason)
		},
	}.make(ctx, d, r.Origin)
}

// leads follows a link to where it goes on, by a new one.
func (d door) leads(ctx context.Context, r httpapi.Request, to func(context.Context, *entity.Tx, [32]byte) (string, error)) (string, error) {
	return visit[string]{text: r.HTTP.PathValue("token"), change: true, do: to}.make(ctx, d, r.Origin)
}

func (d door) getQuote(ctx context.Context, r httpapi.Request, _ httpapi.None) (quote, error) {
	return asQuote(d.offer(ctx, r))
}

func (d door) acceptQuote(ctx context.Context, r httpapi.Request, in signature) (quote, error) {
	return asQuote(d.accept(ctx, r, in.Name))
}

func (d door) declineQuote(ctx context.Context, r httpapi.Request, in refusal) (quote, error) {
	return asQuote(d.decline(ctx, r, in.Reason))
}

func asQuote(o portal.Offer, err error) (quote, error) {
	if err != nil {
		return quote{}, err
	}
	return quoteOf(o), nil
}

func (d door) newerQuote(ctx context.Context, r httpapi.Request, _ httpapi.None) (lead, error) {
	token, err := d.leads(ctx, r, portal.NewerOffer)
	return lead{token}, err
}

func (d door) payQuote(ctx context.Context, r httpapi.Request, _ httpapi.None) (lead, error) {
	token, err := d.leads(ctx, r, portal.PayOffer)
	return lead{token}, err
}

// quotePage is an offer with what its page says besides.
type quotePage struct {
	portal.Offer
	table

	Besides    []pdf.Fact // what stands beside the number, which the heading has
	Version    string
	Revised    bool
	Total      string
	AcceptedBy string
	AcceptedOn string
	Name       string // as it was typed
	File       string
}

// number is the quote's, as its document bears it.
func (p quotePage) number() string {
	if p.Revised {
		return fmt.Sprintf("%s/%d", p.Quote.Number, p.Quote.Revision)
	}
	return p.Quote.Number
}

func (d door) quoteView(r httpapi.Request, o portal.Offer) view {
	p := quotePage{
		Offer: o, table: table{o.Sheet.Table}, Version: o.Digits(strconv.Itoa(o.Quote.Revision)), Revised: o.Quote.Revision > 1, Total: o.Amount(o.Quote.Total, o.Quote.Currency),
		AcceptedBy: o.Quote.AcceptedBy, File: communications.QuotePage + r.HTTP.PathValue("token") + documentPath,
	}
	if !o.Quote.AcceptedAt.IsZero() {
		p.AcceptedOn = o.Day(civil.DateOf(o.Quote.AcceptedAt))
	}
	for _, f := range o.Facts {
		if f.Value != p.number() {
			p.Besides = append(p.Besides, f)
		}
	}
	talks := o.State == portal.OfferDeclined || o.State == portal.OfferExpired || o.State == portal.OfferWithdrawn
	return view{Language: o.Voice.Language(), House: o.House, With: p, Asks: !talks}
}

func (d door) showQuote(w http.ResponseWriter, r httpapi.Request) error {
	o, err := d.offer(r.HTTP.Context(), r)
	if err != nil {
		return d.sorry(w, r.HTTP, err)
	}
	return d.show(w, http.StatusOK, "quote", d.quoteView(r, o))
}

// takeQuote takes a form of the page, and shows the page anew.
func (d door) takeQuote(w http.ResponseWriter, r httpapi.Request) error {
	sent, err := form(w, r.HTTP)
	if err != nil {
		return err
	}
	to, err := d.answerQuote(r.HTTP.Context(), r, sent)
	switch {
	case errors.Is(err, errNoForm):
		return d.showQuote(w, r)
	case problem.Is(err, "invalid"):
		o, err := d.offer(r.HTTP.Context(), r)
		if err != nil {
			return d.sorry(w, r.HTTP, err)
		}
		v := d.quoteView(r, o)
		p, _ := v.With.(quotePage)
		p.Name = sent.Get("name")
		v.With, v.Wrong = p, "name"
		return d.show(w, http.StatusUnprocessableEntity, "quote", v)
	case problem.Is(err, "quote-closed"), problem.Is(err, "nothing-open"):
		return back(w, r.HTTP.URL.Path) // the page says why
	case err != nil:
		return d.sorry(w, r.HTTP, err)
	}
	return back(w, to)
}

// answerQuote does what a form says, and returns the page to show next.
func (d door) answerQuote(ctx context.Context, r httpapi.Request, sent url.Values) (to string, err error) {
	here := communications.QuotePage + r.HTTP.PathValue("token")
	switch sent.Get("do") {
	case "accept":
		_, err = d.accept(ctx, r, sent.Get("name"))
		return here, err
	case "decline":
		_, err = d.decline(ctx, r, sent.Get("reason"))
		return here, err
	case "newer":
		token, err := d.leads(ctx, r, portal.NewerOffer)
		return communications.QuotePage + token, err
	case "pay":
		token, err := d.leads(ctx, r, portal.PayOffer)
		return communications.PayPage + token, err
	}
	return "", errNoForm
}

// fileOf hands out the document of what a link opens.
func (d door) fileOf(do func(context.Context, *entity.Tx, [32]byte) (entity.File, error)) func(http.ResponseWriter, httpapi.Request) error {
	return func(w http.ResponseWriter, r httpapi.Request) error {
		file, err := visit[entity.File]{text: r.HTTP.PathValue("token"), do: do}.make(r.HTTP.Context(), d, r.Origin)
		if err != nil {
			return d.sorry(w, r.HTTP, err)
		}
		return showFile(w, file)
	}
}
