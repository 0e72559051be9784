package engine

// popup is what opens below an item: the items whose host it is.
type popup struct {
	drawing, horizontal bool
	height              span // of a cell at least; the bar's height unless fixed
	blur                int
	yOffset             int
	align               align
	topmost             bool
	background          background
}

func newPopup() popup {
	p := popup{align: alignLeft, topmost: true, background: plainBackground}
	p.background.color, p.background.borderColor = 0x44000000, 0xffff0000
	return p
}

var popupTable *table[popup]

func init() {
	popupTable = newTable(invalid[popup]("[!] Popup"),
		row[popup]{name: "drawing", field: func(p *popup) any { return &p.drawing }},
		row[popup]{name: "horizontal", field: func(p *popup) any { return &p.horizontal }},
		row[popup]{name: "height", field: func(p *popup) any { return &p.height }, set: setPopupHeight},
		row[popup]{name: "blur_radius", field: func(p *popup) any { return &p.blur }, moves: true, unsigned: true},
		row[popup]{name: "y_offset", field: func(p *popup) any { return &p.yOffset }, moves: true},
		row[popup]{name: "align", field: func(p *popup) any { return &p.align }},
		row[popup]{name: "topmost", field: func(p *popup) any { return &p.topmost }, silent: true},
		row[popup]{name: "background", part: func(p *popup) part { return &p.background }},
	)
}

func (p *popup) set(b *batch, key, value string) { popupTable.set(b, p, key, value) }
func (p *popup) report(w *writer)                { popupTable.report(w, p) }

func setPopupHeight(b *batch, p *popup, value string) {
	b.storeSpan(&p.height, value, func() int { return b.e.bar.height })
}
