package simulate

import (
	"perch/internal/command"
	"perch/workspaces"
)

// runFormat describes objects of a state with a format.
func runFormat(r row) []string {
	s, _, err := buildState(r)
	if err != nil {
		return []string{err.Error()}
	}
	var list []struct {
		Window    *workspaces.WindowID
		Workspace *string
		Monitor   *int
		App       *int // its process
	}
	if err := r.into("objects", &list); err != nil {
		return []string{err.Error()}
	}
	objects := make([]command.Object, len(list))
	for i, o := range list {
		objects[i] = command.Object{Window: o.Window, Workspace: o.Workspace, Monitor: o.Monitor}
		if o.App != nil {
			objects[i].App = &workspaces.App{PID: *o.App, ID: testApp, Name: testApp}
		}
	}

	var c checks
	text, _ := r.text("format")
	format, err := command.ParseFormat(text)
	if err != nil {
		if !c.checkError(r, err) {
			c.fail("%v", err)
		}
		return c
	}
	if r.flag("json") {
		ignorePadding := !r.has("default_format") || r.flag("default_format")
		seen, err := format.JSON(s.State, objects, ignorePadding)
		if !c.checkError(r, err) {
			if err != nil {
				return []string{err.Error()}
			}
			want, _ := r.text("json_out")
			c.equal("JSON", want, seen)
		}
		return c
	}
	seen, err := format.Lines(s.State, objects)
	if !c.checkError(r, err) {
		if err != nil {
			return []string{err.Error()}
		}
		c.equal("lines", append([]string{}, r.strings("lines")...), append([]string{}, seen...))
	}
	return c
}
