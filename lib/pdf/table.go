package pdf

import "math"

// Measures of a table in millimetres.
const (
	padding   = 1.7  // above and below the letters of a row
	gutter    = 2.0  // between columns
	sumsWidth = 88.0 // of the sums below the table
	sumLabel  = 59.0 // of that, for what they are
)

// slot is a column's place on the sheet.
type slot struct{ x, width float64 }

// table writes the table and the sums. The last row stays with the sums.
func (p *page) table() {
	t := p.doc.Table
	if len(t.Columns) == 0 {
		p.sums()
		return
	}
	slots := p.slots()
	p.room(p.headHeight(slots) + 3*plain.leading())
	p.tableHead(slots)
	for i, r := range t.Rows {
		needs := p.rowHeight(r, slots)
		if i == len(t.Rows)-1 {
			needs += p.sumsHeight()
		} else {
			needs += p.carryHeight(r)
		}
		if i > 0 && p.y+needs > p.bottom {
			p.carry(t.CarriedOver, t.Rows[i-1].Carry)
			p.turn()
			p.tableHead(slots)
			p.carry(t.BroughtForward, t.Rows[i-1].Carry)
		}
		p.row(r, slots)
	}
	p.sums()
}

// slots shares the width between the columns.
func (p *page) slots() []slot {
	total := 0.0
	for _, c := range p.doc.Table.Columns {
		total += c.Width
	}
	slots := make([]slot, len(p.doc.Table.Columns))
	x := marginStart
	for i, c := range p.doc.Table.Columns {
		w := p.inner * c.Width / total
		slots[i] = slot{x + gutter/2, w - gutter}
		x += w
	}
	// The outer columns stand flush with the text around the table.
	slots[0].x, slots[0].width = slots[0].x-gutter/2+1, slots[0].width+gutter/2-1
	slots[len(slots)-1].width += gutter/2 - 1
	return slots
}

func (c Column) align() align {
	if c.End {
		return atEnd
	}
	return atStart
}

func (p *page) headHeight(slots []slot) float64 {
	most := 1
	for i, c := range p.doc.Table.Columns {
		most = max(most, len(p.lines(c.Title, head, slots[i].width)))
	}
	return float64(most)*head.leading() + 2*padding
}

// tableHead writes the titles of the columns, at the foot of their room.
func (p *page) tableHead(slots []slot) {
	height := p.headHeight(slots)
	p.fill(marginStart, p.y, p.inner, height, tint)
	for i, c := range p.doc.Table.Columns {
		lines := p.lines(c.Title, head, slots[i].width)
		y := p.y + height - padding - float64(len(lines))*head.leading()
		p.block(lines, head, slots[i].x, y, slots[i].width, c.align())
	}
	p.y += height
	p.rule(marginStart, p.y, p.inner, 0.4, p.doc.Accent)
}

// noteSlot is the room of a row's note: from the second column to the third before
// the end, clear of the figures.
func noteSlot(slots []slot) slot {
	if len(slots) < 2 {
		return slots[0]
	}
	last := slots[max(1, len(slots)-3)]
	return slot{slots[1].x, last.x + last.width - slots[1].x}
}

// mostNote is how many lines of a note are kept together with their row; a longer one
// may go on over the page.
const mostNote = 12

func (p *page) noteLines(r Row, slots []slot) []string {
	if r.Note == "" {
		return nil
	}
	return p.lines(r.Note, small, noteSlot(slots).width)
}

// cell breaks a cell into lines. Figures stay on one line.
func (p *page) cell(text string, i int, st style, slots []slot) []string {
	if p.doc.Table.Columns[i].End {
		return []string{text}
	}
	return p.lines(text, st, slots[i].width)
}

func (r Row) style() style {
	if r.Strong {
		return strong
	}
	return plain
}

// cellsHeight is that of a row without its note.
func (p *page) cellsHeight(r Row, slots []slot) float64 {
	most := 1
	for i, text := range r.Cells {
		most = max(most, len(p.cell(text, i, r.style(), slots)))
	}
	return float64(most)*plain.leading() + 2*padding
}

func (p *page) rowHeight(r Row, slots []slot) float64 {
	return p.cellsHeight(r, slots) + float64(min(len(p.noteLines(r, slots)), mostNote))*small.leading()
}

// row writes a row. Figures wider than their column are written smaller.
func (p *page) row(r Row, slots []slot) {
	top := p.y + padding
	for i, text := range r.Cells {
		st := r.style()
		at := p.doc.Table.Columns[i].align()
		if w := p.widthOf(text, st); at == atEnd && w > slots[i].width {
			st.size *= math.Max(slots[i].width/w, leastSize)
		}
		p.block(p.cell(text, i, st, slots), st, slots[i].x, top, slots[i].width, at)
	}
	p.y += p.cellsHeight(r, slots) - padding
	at := noteSlot(slots)
	for n, l := range p.noteLines(r, slots) {
		if n >= mostNote && p.room(small.leading()+padding) {
			p.tableHead(slots)
			p.y += padding
		}
		p.line(l, small, at.x, p.y, at.width, atStart)
		p.y += small.leading()
	}
	p.y += padding
	p.rule(marginStart, p.y, p.inner, 0.15, faint)
}

// leastSize is how small figures get to fit their column, as a share of their size.
const leastSize = 0.6

// carryHeight is what the sum at the foot of a page would need after the row.
func (p *page) carryHeight(r Row) float64 {
	if r.Carry == "" || p.doc.Table.CarriedOver == "" {
		return 0
	}
	return plain.leading() + 2*padding
}

// carry writes the sum so far at the foot of a page, or at the head of the next.
func (p *page) carry(label, sum string) {
	if label == "" || sum == "" {
		return
	}
	p.line(label, strong, marginStart+1, p.y+padding, p.inner-2, atStart)
	p.line(sum, strong, marginStart+1, p.y+padding, p.inner-2, atEnd)
	p.y += plain.leading() + 2*padding
	p.rule(marginStart, p.y, p.inner, 0.15, faint)
}

func (p *page) sumsHeight() float64 {
	height := 3.0
	for _, s := range p.doc.Sums {
		st, gap := s.style()
		height += gap + math.Max(1, float64(len(p.lines(s.Label, st, sumLabel))))*st.leading()
	}
	return height + 2
}

// style returns how a sum is written, and the gap around it.
func (s Sum) style() (style, float64) {
	if s.Strong {
		return title, 4
	}
	return plain, 1.2
}

// sums writes the sums at the end of the sheet, kept together.
func (p *page) sums() {
	if len(p.doc.Sums) == 0 {
		return
	}
	p.room(p.sumsHeight())
	p.y += 3
	x := p.width - marginEnd - sumsWidth
	for _, s := range p.doc.Sums {
		st, gap := s.style()
		if s.Strong {
			p.rule(x, p.y+0.6, sumsWidth, 0.4, p.doc.Accent)
		}
		top := p.y + gap/2
		p.y = p.block(p.lines(s.Label, st, sumLabel), st, x+1, top, sumsWidth, atStart) + gap/2
		p.line(s.Value, st, x, top, sumsWidth-1, atEnd)
	}
}
