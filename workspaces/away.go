package workspaces

// away is where a floating window was when its workspace was hidden: on which
// monitor, and at which fraction of the monitor's frame.
type away struct {
	hidden      bool
	monitor     Rect
	at, portion Point
}

// goAway notes the place of a window that is hidden, once.
func (s *State) goAway(l *leaf) {
	if l.away.hidden && l.away.at == l.Frame.TopLeft() || l.Frame.Empty() {
		return
	}
	m := s.screens[s.nearestMonitor(l.Frame.Center())].Frame
	l.away = away{
		hidden: true, monitor: m, at: l.Frame.TopLeft(),
		portion: Point{(l.Frame.X - m.X) / m.W, (l.Frame.Y - m.Y) / m.H},
	}
}

// comeBack puts a window that is shown again on monitor i where it was, or, if the
// monitor is another one by now, at the same fraction of its frame.
func (s *State) comeBack(l *leaf, i int) {
	was, m := l.away, s.screens[i].Frame
	l.away = away{}
	if !was.hidden || was.at != l.Frame.TopLeft() || was.monitor == m {
		return
	}
	l.Frame.X, l.Frame.Y = m.X+was.portion.X*m.W, m.Y+was.portion.Y*m.H
	l.Frame = l.Frame.within(m)
}
