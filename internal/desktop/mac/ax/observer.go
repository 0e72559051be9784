package ax

import (
	"sync"

	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/dylib"
)

// Observed is called with what happened to an element, on the thread whose run
// loop the observer is attached to. The element is borrowed for the length of
// the call. tag is the one that was given to Add: for ElementDestroyed, when
// the element can no longer be asked anything, it tells which one it was.
type Observed func(e Element, n Notification, tag uintptr)

// Observer has an application tell what happens to its elements.
type Observer struct{ cf.Owned }

var observers struct {
	sync.RWMutex
	callback uintptr // the C function
	handlers map[cf.Ref]Observed
}

// NewObserver makes an observer of a process. It tells nothing before Attach
// and Add.
func NewObserver(pid int, handler Observed) (*Observer, error) {
	observers.Lock()
	defer observers.Unlock()
	if observers.callback == 0 {
		observers.callback = dylib.Callback(observed)
		observers.handlers = map[cf.Ref]Observed{}
	}
	var ref cf.Ref
	if err := check(axObserverCreate(int32(pid), observers.callback, &ref)); err != nil {
		return nil, err
	}
	observers.handlers[ref] = handler
	return &Observer{cf.Take(ref)}, nil
}

func observed(observer, element, notification cf.Ref, tag uintptr) {
	observers.RLock()
	handler := observers.handlers[observer]
	observers.RUnlock()
	if handler == nil {
		return
	}
	cf.Pooled(func() {
		name, _ := notification.Text()
		handler(Element{element}, Notification(name), tag)
	})
}

// Attach has a run loop's thread call the handler.
func (o *Observer) Attach(loop cf.RunLoop) { loop.Add(axObserverGetRunLoopSource(o.Ref)) }

// Detach undoes Attach.
func (o *Observer) Detach(loop cf.RunLoop) { loop.Remove(axObserverGetRunLoopSource(o.Ref)) }

// Add has the application tell of a notification about an element; those about
// any window can be asked of the application's element. It asks the
// application. NotificationAlreadyRegistered is harmless.
func (o *Observer) Add(e Element, n Notification, tag uintptr) error {
	return check(axObserverAddNotification(o.Ref, e.Ref, cf.Static(string(n)), tag))
}

// Remove undoes Add. It asks the application.
func (o *Observer) Remove(e Element, n Notification) error {
	return check(axObserverRemoveNotification(o.Ref, e.Ref, cf.Static(string(n))))
}

// Release ends the observer: the handler is not called any more. Detach it
// first, on the thread that it is attached to.
func (o *Observer) Release() {
	observers.Lock()
	delete(observers.handlers, o.Ref)
	observers.Unlock()
	o.Owned.Release()
}
