package pdf

// footHeight is how high the foot of each page is.
func (p *page) footHeight() float64 {
	most := 0
	for i, column := range p.doc.Sender.Footer {
		n := 0
		for _, l := range column {
			n += len(p.lines(l, tiny, p.footSlot(i).width))
		}
		most = max(most, n)
	}
	return 2 + float64(most)*tiny.leading() + 2 + tiny.leading()
}

// footSlot is the place of one of the columns of the foot.
func (p *page) footSlot(i int) slot {
	n := float64(len(p.doc.Sender.Footer))
	w := (p.inner - (n-1)*4) / n
	return slot{marginStart + float64(i)*(w+4), w}
}

// feet writes the foot of every page, now that it is known how many there are.
func (p *page) feet() {
	of := p.pen.PageCount()
	for n := 1; n <= of; n++ {
		p.pen.SetPage(n)
		p.inked = style{} // of the page's own last words nothing is known
		p.rule(marginStart, p.foot, p.inner, 0.15, faint)
		y := p.foot + 2
		for i, column := range p.doc.Sender.Footer {
			at, y := p.footSlot(i), y
			for _, l := range column {
				y = p.block(p.lines(l, tiny, at.width), tiny, at.x, y, at.width, atStart)
			}
		}
		if p.doc.Page != nil {
			p.line(p.doc.Page(n, of), tiny, marginStart, p.height-10-tiny.leading(), p.inner, atEnd)
		}
	}
}
