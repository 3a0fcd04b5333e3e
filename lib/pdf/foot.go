package pdf

import "math"

// footHeight is how high the foot of each page is.
func (p *page) footHeight() float64 {
	most, slots := 0, p.footSlots()
	for i, column := range p.doc.Sender.Footer {
		n := 0
		for _, l := range column {
			n += len(p.lines(l, tiny, slots[i].width))
		}
		most = max(most, n)
	}
	return 2 + float64(most)*tiny.leading() + 2 + tiny.leading()
}

// footGap is the least room between two columns of the foot.
const footGap = 5.0

// footSlots are the places of the columns of the foot: each as wide as its longest
// line, with equal gaps, and narrower together where that is more than there is.
func (p *page) footSlots() []slot {
	columns := p.doc.Sender.Footer
	slots, sum := make([]slot, len(columns)), 0.0
	for i, column := range columns {
		for _, l := range column {
			slots[i].width = math.Max(slots[i].width, p.widthOf(l, tiny)+0.1)
		}
		sum += slots[i].width
	}
	gap := footGap
	if n := float64(len(columns) - 1); n > 0 {
		gap = math.Max(footGap, math.Min((p.inner-sum)/n, 4*footGap))
		if room := p.inner - n*gap; sum > room {
			for i := range slots {
				slots[i].width *= room / sum
			}
		}
	}
	x := marginStart
	for i := range slots {
		slots[i].x, slots[i].width = x, math.Min(slots[i].width, p.inner)
		x += slots[i].width + gap
	}
	return slots
}

// feet writes the foot of every page, now that it is known how many there are.
func (p *page) feet() {
	of, slots := p.pen.PageCount(), p.footSlots()
	for n := 1; n <= of; n++ {
		p.pen.SetPage(n)
		p.inked = style{} // of the page's own last words nothing is known
		p.rule(marginStart, p.foot, p.inner, 0.15, faint)
		for i, column := range p.doc.Sender.Footer {
			at, y := slots[i], p.foot+2
			for _, l := range column {
				y = p.block(p.lines(l, tiny, at.width), tiny, at.x, y, at.width, atStart)
			}
		}
		if p.doc.Page != nil {
			p.line(p.doc.Page(n, of), tiny, marginStart, p.height-10-tiny.leading(), p.inner, atEnd)
		}
	}
}
