package appkit

// Split takes the choices from the status item's menu out of a Kit's events: the Kit
// that it returns tells all others. A choice that nobody reads is lost after a few.
func Split(k Kit) (Kit, <-chan string) {
	s := split{Kit: k, queue: NewQueue[Event]()}
	choices := make(chan string, 8)
	go func() {
		defer close(choices)
		defer s.queue.Close()
		for e := range k.Events() {
			if e.Kind != StatusChosen {
				s.queue.Put(e)
				continue
			}
			select {
			case choices <- e.Choice:
			default:
			}
		}
	}()
	return s, choices
}

type split struct {
	Kit
	queue *Queue[Event]
}

func (s split) Events() <-chan Event { return s.queue.Events() }
