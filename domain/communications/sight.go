package communications

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/domain/sales"
	"github.com/guildhall/guildhall/kernel/entity"
)

// Sight is a letter about one record as its reader would get it if it were written now.
type Sight struct {
	Kind        Kind         // which kind of letters it is
	Mode        Mode         // what would become of it
	Spared      string       // why none would be written to this reader, whatever the mode: no_address, opted_out or suppressed; empty when one would
	Recipient   entity.Email // where it would go; empty when there is no address
	Name        string       // the reader's name
	Language    string       // in which it is written, such as de
	Subject     string       // its subject
	Text        string       `entity:"text"` // as readers see it who see no HTML
	HTML        string       `entity:"text"` // as others see it; to be shown in a frame that runs no scripts
	Attachments []string     // files that would go with it, by their paths below the record
}

// Why somebody is not written to.
const (
	sparedNobody     = "no_address" // neither the client nor a contact has an address
	sparedOptedOut   = "opted_out"  // they want no letters of the kind
	sparedSuppressed = "suppressed" // nothing is sent to the address
)

// Looking asks for a letter to look at. There is nothing to say of it.
type Looking struct{}

// sights are the letters that people look at before they do what has them written.
func (o Options) sights() []entity.Action {
	const summary = "Shows the letter that the client would get now. Nothing is sent."
	return []entity.Action{
		entity.QueryOn("letter", sales.SendQuotes, summary, sightOf(o, quoteToSend)),
		entity.QueryOn("letter", sales.ConfirmOrders, summary, sightOf(o, orderNews)),
		entity.QueryOn("letter", billing.PostInvoices, summary, sightOf(o, invoiceToPost)),
		entity.QueryOn("letter", billing.RemindInvoices, summary, sightOf(o, reminderNews)),
		entity.QueryOn("statement-letter", SendMessages, "Shows the letter with which the client would get the statement of their account. Nothing is sent.", o.sightOfStatement),
	}
}

// sightOf shows the letter about a record, of which news tells.
func sightOf[T any](o Options, tell func(context.Context, *entity.Tx, *T) (news, error)) func(context.Context, *entity.Tx, *T, Looking) (Sight, error) {
	return func(ctx context.Context, tx *entity.Tx, of *T, _ Looking) (Sight, error) {
		n, err := tell(ctx, tx, of)
		if err != nil {
			return Sight{}, err
		}
		s := Sight{Kind: n.kind}
		if s.Mode, err = modeOf(ctx, tx, n.kind); err != nil {
			return Sight{}, err
		}
		out, err := optedOut(ctx, tx, n.kind, n.client)
		if err != nil {
			return Sight{}, err
		}
		if out {
			s.Spared = sparedOptedOut
		}
		to, err := crm.CorrespondentOf(ctx, tx, n.client, n.contact)
		if err != nil {
			return Sight{}, err
		}
		return o.sight(ctx, tx, n, to, s)
	}
}

// sightOfStatement shows the letter that [Options.sendStatement] would write.
func (o Options) sightOfStatement(ctx context.Context, tx *entity.Tx, c *crm.Client, in AskStatement) (Sight, error) {
	n, err := askedStatement(ctx, tx, c, in)
	if err != nil {
		return Sight{}, err
	}
	to, err := correspondent(ctx, tx, n, in.Recipient)
	if err != nil {
		return Sight{}, err
	}
	return o.sight(ctx, tx, n, to, Sight{Kind: n.kind, Mode: Send})
}

// sight writes the letter out, its links as they look and leading nowhere.
func (o Options) sight(ctx context.Context, tx *entity.Tx, n news, to crm.Correspondent, s Sight) (Sight, error) {
	f, v, err := valuesOf(ctx, tx, n, to)
	if err != nil {
		return Sight{}, err
	}
	k, _ := about(n.kind)
	if k.link != "" && n.link.Purpose != "" {
		v[fieldLink] = o.URL + k.link + "example"
	}
	if k.optional {
		v[fieldUnsubscribe] = o.URL + UnsubscribePage + "example"
	}
	out, err := f.render(v)
	if err != nil {
		return Sight{}, fmt.Errorf("fill in a template: %w", err)
	}
	s.Recipient, s.Name, s.Language = to.Email, to.Name, f.language()
	s.Subject, s.Text, s.HTML = shorten(out.Subject, longestSubject), out.Text, out.HTML
	if n.file != "" {
		s.Attachments = []string{n.file}
	}
	if to.Email == "" {
		s.Spared = sparedNobody
		return s, nil
	}
	never, err := suppressed(ctx, tx, to.Email)
	if never {
		s.Spared = sparedSuppressed
	}
	return s, err
}

// quoteToSend is the news of a quote that is sent now, unless it was before.
func quoteToSend(ctx context.Context, tx *entity.Tx, q *sales.Quote) (news, error) {
	sent := *q
	if sent.SentAt.IsZero() {
		sent.SentAt = tx.Now()
	}
	return quoteNews(ctx, tx, &sent)
}

// invoiceToPost is the news of an invoice that is posted now, unless it was before. A
// draft has no number yet: that it is one stands in its place, in the reader's language.
func invoiceToPost(ctx context.Context, tx *entity.Tx, i *billing.Invoice) (news, error) {
	posted := i.AsPosted(tx.Today())
	n, err := invoiceNews(ctx, tx, &posted)
	if err != nil || posted.Number != "" {
		return n, err
	}
	values := n.values
	n.values = func(v documents.Voice) Values {
		out := values(v)
		out["number"] = "(" + v.Word(documents.MarkDraft) + ")"
		return out
	}
	return n, nil
}
