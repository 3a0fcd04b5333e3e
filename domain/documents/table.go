package documents

import (
	"slices"
	"strconv"

	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/pdf"
)

// lineTable spells the lines. Prices stand on all documents but packing slips; a
// column for discounts only where there is one.
func (d Document) lineTable(v voice) pdf.Table {
	column := func(w Word, width float64, end bool) pdf.Column {
		return pdf.Column{Title: v.say(w), Width: width, End: end}
	}
	slip := d.Kind == PackingSlip
	discounts := slices.ContainsFunc(d.Lines, func(l Line) bool { return !l.Discount.IsZero() })
	t := pdf.Table{Columns: []pdf.Column{column("col.position", 1.3, false), column("col.item", 6.6, false)}}
	if slip {
		t.Columns = append(t.Columns, column("col.ordered", 2.4, true), column("col.quantity", 2.4, true))
	} else {
		t.Columns = append(t.Columns, column("col.quantity", 2.3, true), column("col.price", 2.3, true))
		if discounts {
			t.Columns = append(t.Columns, column("col.discount", 1.5, true))
		}
		net := column("col.net", 2.6, true)
		net.Title += " " + string(d.Currency)
		t.Columns = append(t.Columns, column("col.tax", 1.5, true), net)
		t.CarriedOver, t.BroughtForward = v.say("carried"), v.say("brought")
	}
	sum := money.Amount{}
	for i, l := range d.Lines {
		sum = sum.Plus(l.Net)
		cells := []string{v.Digits(strconv.Itoa(i + 1)), l.Name}
		quantity := words("\u00a0", v.quantity(l.Quantity), l.Unit)
		if slip {
			cells = append(cells, v.quantity(l.Ordered), quantity)
		} else {
			cells = append(cells, quantity, v.amount(l.Price))
			if discounts {
				cells = append(cells, v.share(l.Discount))
			}
			cells = append(cells, v.percent(l.TaxPercent), v.amount(l.Net))
		}
		row := pdf.Row{Cells: cells, Note: words("\n", l.Reference, l.Note)}
		if !slip {
			row.Carry = v.amount(sum)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// share spells a discount, nothing for none.
func (v voice) share(p money.Percent) string {
	if p.IsZero() {
		return ""
	}
	return v.percent(p)
}

// entryTable spells what a reminder or a statement lists.
func (d Document) entryTable(v voice) pdf.Table {
	column := func(w Word, width float64, end bool) pdf.Column {
		return pdf.Column{Title: v.say(w), Width: width, End: end}
	}
	last := column("col.balance", 2.6, true)
	if d.Kind != Statement {
		last = column("col.open", 2.6, true)
	}
	last.Title += " " + string(d.Currency)
	t := pdf.Table{Columns: []pdf.Column{
		column("col.date", 2.7, false), column("col.entry", 5, false), column("col.due", 2.7, false),
		column("col.charged", 2.4, true), column("col.paid", 2.4, true), last,
	}}
	if d.Kind == Statement {
		t.CarriedOver, t.BroughtForward = v.say("carried"), v.say("brought")
	}
	for _, e := range d.Entries {
		row := pdf.Row{Cells: []string{
			v.dated(e.On, v.brief), v.named(e), v.dated(e.Due, v.brief), v.sum(e.Charged), v.sum(e.Paid), v.amount(e.Balance),
		}, Strong: e.What == WordOpening}
		if d.Kind == Statement {
			row.Carry = v.amount(e.Balance)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// named says what an entry is, and which.
func (v voice) named(e Entry) string {
	if e.Number == "" {
		return v.say(e.What)
	}
	return v.say(e.What) + " " + v.apart(e.Number)
}

// sum spells an amount, nothing for none.
func (v voice) sum(a money.Amount) string {
	if a.IsZero() {
		return ""
	}
	return v.amount(a)
}
