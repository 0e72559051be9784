package engine

// alias is the picture of an entry in the tray. Where there is none it takes
// no room.
type alias struct {
	color   Color
	tinted  bool
	picture picture
	freq    int
}

func newAlias() alias {
	a := alias{color: 0xffff0000, picture: plainPicture, freq: 1}
	a.picture.drawing = true
	return a
}

var aliasTable = newTable(invalid[alias]("[!] Alias"),
	row[alias]{name: "color", field: func(a *alias) any { return &a.color },
		after: func(_ *batch, a *alias) { a.tinted = true }},
	row[alias]{name: "scale", field: func(a *alias) any { return &a.picture.scale }},
	row[alias]{name: "update_freq", field: func(a *alias) any { return &a.freq }, unsigned: true},
	row[alias]{name: "shadow", part: func(a *alias) part { return &a.picture.shadow }},
)

func (a *alias) set(b *batch, key, value string) { aliasTable.set(b, a, key, value) }

// report writes nothing: queries do not show what an alias is set to.
func (a *alias) report(*writer) {}

// show binds the alias to an entry, named OWNER or OWNER,TITLE.
func (a *alias) show(e *Engine, name string) {
	a.picture.source, a.picture.path = name, "tray."+name
	a.picture.generation = e.generation - 1
}
