package command

import (
	"perch/config"
	"perch/workspaces"
)

// Settings is the part of a configuration that the model obeys.
func Settings(c *config.Config) workspaces.Settings {
	s := workspaces.Settings{
		Flatten:          c.Flatten,
		Opposite:         c.Opposite,
		AccordionPadding: float64(c.AccordionPadding),
		Persistent:       c.PersistentWorkspaces,
	}
	if c.RootLayout == "accordion" {
		s.RootArrangement = workspaces.Accordion
	}
	switch c.RootOrientation {
	case "horizontal":
		s.RootOrientation = workspaces.RootHorizontal
	case "vertical":
		s.RootOrientation = workspaces.RootVertical
	}
	s.Gaps = func(monitors []workspaces.Monitor, i int) workspaces.Gaps {
		g, of := c.Gaps, configMonitors(monitors)
		return workspaces.Gaps{
			InnerHorizontal: float64(g.InnerHorizontal.On(of, i)),
			InnerVertical:   float64(g.InnerVertical.On(of, i)),
			Left:            float64(g.Left.On(of, i)),
			Top:             float64(g.Top.On(of, i)),
			Right:           float64(g.Right.On(of, i)),
			Bottom:          float64(g.Bottom.On(of, i)),
		}
	}
	if len(c.Assignments) > 0 {
		s.Forced = func(monitors []workspaces.Monitor, workspace string) (int, bool) {
			of := configMonitors(monitors)
			for _, p := range c.Assignments[workspace] {
				if i, ok := p.Resolve(of); ok {
					return i, true
				}
			}
			return 0, false
		}
	}
	return s
}

// configMonitors are monitors as patterns see them.
func configMonitors(monitors []workspaces.Monitor) []config.Monitor {
	list := make([]config.Monitor, len(monitors))
	for i, m := range monitors {
		list[i] = config.Monitor{Name: m.Name, X: m.Frame.X, Y: m.Frame.Y}
	}
	return list
}
