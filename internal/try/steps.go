package try

import "fmt"

// step is one act of the tour and what must be on the screen afterwards.
type step struct {
	name     string
	expected string
	act      func(Driver) error
	// holds is asked with the sight before the act.
	holds func(before Sight) check
}

// key is the act of pressing a chord.
func key(chord string) func(Driver) error {
	return func(d Driver) error { return d.Key(chord) }
}

// open is the act of starting applications one after the other, each when the
// one before is on the screen.
func open(app App) func(Driver) error {
	return func(d Driver) error { return d.Open(app) }
}

// steps is the tour. Each step starts from what the one before left.
func steps(d Driver) []step {
	// now is a check that needs no look back.
	now := func(checks ...check) func(Sight) check {
		return func(Sight) check { return all(checks...) }
	}
	bar := func(c check) check { return withBar(d, c) }
	return []step{
		{
			"agent up", "an empty workspace 1 and a bar over the whole width",
			func(Driver) error { return nil },
			now(onWorkspace("1"), shown(), bar(barUp), bar(barMode(false))),
		},
		{
			"first window", "the editor fills the work area",
			open(editor),
			now(shown(editor), focused(editor), tiled(columns(editor))),
		},
		{
			"second window", "editor and shell side by side",
			open(shell),
			now(shown(editor, shell), focused(shell), tiled(columns(editor, shell))),
		},
		{
			"third window", "three equal columns: editor, shell, clock",
			open(clock),
			now(shown(editor, shell, clock), focused(clock), tiled(columns(editor, shell, clock))),
		},
		{
			"focus", "alt-h: the shell has the focus, nothing moves",
			key("alt-h"),
			now(focused(shell), tiled(columns(editor, shell, clock))),
		},
		{
			"move", "alt-shift-l: the shell changes places with the clock",
			key("alt-shift-l"),
			now(focused(shell), tiled(columns(editor, clock, shell))),
		},
		{
			"join", "alt-ctrl-h: clock and shell share the right half",
			key("alt-ctrl-h"),
			now(focused(shell), tiled(besides(editor, clock, shell))),
		},
		{
			"accordion", "alt-comma: the shell lies over the clock like a card",
			key("alt-comma"),
			now(focused(shell), shown(editor, clock, shell), layoutOf(shell, "_accordion"), inFront(shell), overlapping(shell, clock)),
		},
		{
			"tiles", "alt-slash: clock and shell one below the other again",
			key("alt-slash"),
			now(focused(shell), layoutOf(shell, "_tiles"), tiled(besides(editor, clock, shell))),
		},
		{
			"floating", "alt-shift-space: the shell floats above two tiles",
			key("alt-shift-space"),
			now(focused(shell), shown(editor, clock, shell), layoutOf(shell, "floating"), inFront(shell), covering(editor, clock), clearOfBar(shell)),
		},
		{
			"tiling", "alt-shift-space: the shell is a tile again",
			key("alt-shift-space"),
			now(focused(shell), covering(editor, clock, shell), inFront(editor), inFront(clock), inFront(shell)),
		},
		{
			"move to workspace", "alt-shift-2: the shell leaves for workspace 2, the others fill the room",
			key("alt-shift-2"),
			now(onWorkspace("1"), on(shell, "2"), shown(editor, clock), covering(editor, clock)),
		},
		{
			"switch workspace", "alt-2: only the shell is on the screen, the bar's mark moves right",
			key("alt-2"),
			func(before Sight) check {
				return all(onWorkspace("2"), focused(shell), shown(shell), tiled(columns(shell)), bar(pillRightOf(before)))
			},
		},
		{
			"another window", "the list of keys opens beside the shell",
			open(guide),
			now(onWorkspace("2"), shown(shell, guide), focused(guide), tiled(columns(shell, guide))),
		},
		{
			"rule", "the logo goes to workspace 3 by its rule, workspace 2 stays",
			open(logo),
			now(onWorkspace("2"), on(logo, "3"), shown(shell, guide), tiled(columns(shell, guide))),
		},
		{
			"follow the rule", "alt-3: the logo has workspace 3 for itself",
			key("alt-3"),
			func(before Sight) check {
				return all(onWorkspace("3"), shown(logo), focused(logo), tiled(columns(logo)), bar(pillRightOf(before)))
			},
		},
		{
			"back to 1", "alt-1: editor and clock as they were, the bar's mark moves left",
			key("alt-1"),
			func(before Sight) check {
				return all(onWorkspace("1"), shown(editor, clock), covering(editor, clock), bar(pillLeftOf(before)))
			},
		},
		{
			"enter a mode", "alt-r: the bar shows the mode resize",
			key("alt-r"),
			now(onWorkspace("1"), shown(editor, clock), covering(editor, clock), bar(barMode(true))),
		},
		{
			"key of the mode", "l: the focused window is 80 wider, the other one narrower",
			key("l"),
			func(before Sight) check {
				return all(shown(editor, clock), covering(editor, clock), wider(before, 80), bar(barMode(true)))
			},
		},
		{
			"leave the mode", "esc: the bar shows no mode",
			key("esc"),
			func(before Sight) check {
				return all(shown(editor, clock), covering(editor, clock), wider(before, 0), bar(barMode(false)))
			},
		},
		{
			"fullscreen", "alt-f: the focused window covers the other one",
			key("alt-f"),
			func(before Sight) check { return all(onWorkspace("1"), fullscreen(before)) },
		},
		{
			"no fullscreen", "alt-f: both are tiles again",
			key("alt-f"),
			now(shown(editor, clock), covering(editor, clock), inFront(editor), inFront(clock)),
		},
		{
			"close", "alt-q: the focused window closes, the other one has the room and the focus",
			key("alt-q"),
			closed,
		},
		{
			"agent ends", "every window is on the screen, the bar is gone",
			Driver.Quit,
			func(before Sight) check {
				return func(s Sight) string {
					for _, w := range before.Windows {
						after, there := s.window(w.App)
						if !there || !after.Visible {
							return w.App + " is not on the screen"
						}
					}
					if !s.Bar.Frame.Empty() {
						return "the bar is still there"
					}
					return ""
				}
			},
		},
	}
}

// overlapping wants two windows to lie over each other, both with something
// to see.
func overlapping(a, b App) check {
	return func(s Sight) string {
		first, _ := s.window(a.Name)
		second, _ := s.window(b.Name)
		if !first.Frame.Overlaps(second.Frame) {
			return a.Name + " and " + b.Name + " do not overlap"
		}
		return ""
	}
}

// clearOfBar wants a window to be all on the screen and not below the bar.
func clearOfBar(app App) check {
	return func(s Sight) string {
		w, _ := s.window(app.Name)
		if !w.Frame.In(s.area().Inset(-gap)) {
			return fmt.Sprintf("%s at %v is outside of the work area or below the bar", app.Name, w.Frame)
		}
		return ""
	}
}

func pillRightOf(before Sight) check {
	return func(s Sight) string {
		if s.Bar.Pill.Empty() || s.Bar.Pill.Min.X <= before.Bar.Pill.Min.X {
			return fmt.Sprintf("the bar's mark is at x %d, it was at %d", s.Bar.Pill.Min.X, before.Bar.Pill.Min.X)
		}
		return ""
	}
}

func pillLeftOf(before Sight) check {
	return func(s Sight) string {
		if s.Bar.Pill.Empty() || s.Bar.Pill.Min.X >= before.Bar.Pill.Min.X {
			return fmt.Sprintf("the bar's mark is at x %d, it was at %d", s.Bar.Pill.Min.X, before.Bar.Pill.Min.X)
		}
		return ""
	}
}

// focus returns the window that has the focus.
func (s Sight) focus() (Seen, bool) {
	for _, w := range s.Windows {
		if w.Focused {
			return w, true
		}
	}
	return Seen{}, false
}

// wider wants the focused window of before to be wider by some pixels.
func wider(before Sight, by int) check {
	return func(s Sight) string {
		was, there := before.focus()
		if !there {
			return "no window had the focus"
		}
		is, _ := s.window(was.App)
		if grown := is.Frame.Dx() - was.Frame.Dx(); grown < by-slack || grown > by+slack {
			return fmt.Sprintf("%s is wider by %d pixels, not by %d", was.App, grown, by)
		}
		return ""
	}
}

// fullscreen wants the focused window of before to cover the work area, so
// that no other one shows.
func fullscreen(before Sight) check {
	return func(s Sight) string {
		was, there := before.focus()
		if !there {
			return "no window had the focus"
		}
		is, _ := s.window(was.App)
		if !is.Fullscreen {
			return was.App + " is not fullscreen"
		}
		if !near(is.Frame, s.area()) {
			return fmt.Sprintf("%s is at %v, not at %v", was.App, is.Frame, s.area())
		}
		for _, w := range s.Windows {
			if w.App != was.App && w.Pixels > 0 {
				return fmt.Sprintf("%d pixels of %s show", w.Pixels, w.App)
			}
		}
		return ""
	}
}

// closed wants the focused window of before to be gone and the other one of
// its workspace to fill the room.
func closed(before Sight) check {
	return func(s Sight) string {
		was, there := before.focus()
		if !there {
			return "no window had the focus"
		}
		if _, still := s.window(was.App); still {
			return was.App + " is still there"
		}
		for _, app := range apps {
			w, there := s.window(app.Name)
			if there && w.Workspace == was.Workspace {
				return all(onWorkspace(was.Workspace), shown(app), focused(app), tiled(columns(app)))(s)
			}
		}
		return "no window is left on workspace " + was.Workspace
	}
}
