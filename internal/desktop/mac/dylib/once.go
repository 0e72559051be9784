package dylib

import "sync"

// Once binds a package's functions the first time that they are needed.
type Once struct {
	once sync.Once
	err  error
}

// Do runs bind with each of the frameworks, opened, and returns what is
// missing. Every later call returns the first one's error.
func (o *Once) Do(bind func(libraries []*Library), frameworks ...string) error {
	o.once.Do(func() {
		libraries := make([]*Library, len(frameworks))
		for i, name := range frameworks {
			if libraries[i], o.err = Open(name); o.err != nil {
				return
			}
		}
		bind(libraries)
		for _, l := range libraries {
			if o.err = l.Err(); o.err != nil {
				return
			}
		}
	})
	return o.err
}
