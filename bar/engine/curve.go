package engine

import (
	"math"
	"time"
)

// curve is the course of an animation: from 0 to 1 while t goes from 0 to 1.
type curve func(t float64) float64

// frames is how long a number of frames is, the unit of durations in messages,
// whatever the display's rate.
func frames(n int) time.Duration { return time.Duration(n) * time.Second / 60 }

// parseCurve goes by the first letter; what is unknown is linear.
func parseCurve(s string) curve {
	if s != "" {
		switch s[0] {
		case 'q':
			return func(t float64) float64 { return t * t }
		case 't':
			return hyperbolic
		case 's':
			return func(t float64) float64 { return math.Sin(math.Pi * t / 2) }
		case 'e':
			return func(t float64) float64 { return t * math.Exp(t-1) }
		case 'c':
			return func(t float64) float64 { return math.Sqrt(1 - (t-1)*(t-1)) }
		}
	}
	return func(t float64) float64 { return t }
}

// hyperbolic is a tanh stretched so that it goes through (0, 0) and (1, 1).
func hyperbolic(t float64) float64 {
	const stretch = 0.52
	steepness := 2 * math.Atanh(1/(2*stretch))
	return 0.5 + stretch*math.Tanh(steepness*(t-0.5))
}
