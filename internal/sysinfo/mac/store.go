package mac

import (
	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/dylib"
)

// SystemConfiguration's SCDynamicStore.h.
var (
	scDynamicStoreCreate              func(allocator, name cf.Ref, callback uintptr, context *storeContext) cf.Ref
	scDynamicStoreCreateRunLoopSource func(allocator, store cf.Ref, order int) cf.Ref
	scDynamicStoreSetNotificationKeys func(store, keys, patterns cf.Ref) bool
	scDynamicStoreCopyKeyList         func(store, pattern cf.Ref) cf.Ref
	scDynamicStoreCopyValue           func(store, key cf.Ref) cf.Ref

	storeCallback  uintptr
	storeReceivers receivers[func()]
	storeOnce      dylib.Once
)

// storeContext is SCDynamicStoreContext: a version, what the callback gets, and
// three functions, none here.
type storeContext [5]uintptr

const contextInfo = 1

func loadStore() error {
	return storeOnce.Do(func(libraries []*dylib.Library) {
		l := libraries[0]
		l.Bind(&scDynamicStoreCreate, "SCDynamicStoreCreate")
		l.Bind(&scDynamicStoreCreateRunLoopSource, "SCDynamicStoreCreateRunLoopSource")
		l.Bind(&scDynamicStoreSetNotificationKeys, "SCDynamicStoreSetNotificationKeys")
		l.Bind(&scDynamicStoreCopyKeyList, "SCDynamicStoreCopyKeyList")
		l.Bind(&scDynamicStoreCopyValue, "SCDynamicStoreCopyValue")
		storeCallback = dylib.Callback(func(_, _, info uintptr) {
			if changed, ok := storeReceivers.find(info); ok {
				changed()
			}
		})
	}, "SystemConfiguration")
}

// store is a session with the system's configuration, which knows the state of
// the network. It is for the thread of its run loop.
type store struct {
	cf.Owned
	loop   cf.RunLoop
	source cf.Owned
	number uintptr
}

// openStore opens a session and has changed called when the values of keys, or of
// those that match a pattern (regex(3)), change.
func openStore(loop cf.RunLoop, keys, patterns []string, changed func()) (s *store, ok bool) {
	if loadStore() != nil {
		return nil, false
	}
	s = &store{loop: loop, number: storeReceivers.add(changed)}
	context := storeContext{contextInfo: s.number}
	s.Owned = cf.Take(scDynamicStoreCreate(0, cf.Static("perch"), storeCallback, &context))
	if s.Ref == 0 {
		storeReceivers.remove(s.number)
		return nil, false
	}
	watched, matched := statics(keys), statics(patterns)
	defer watched.Release()
	defer matched.Release()
	scDynamicStoreSetNotificationKeys(s.Ref, watched.Ref, matched.Ref)
	if s.source = cf.Take(scDynamicStoreCreateRunLoopSource(0, s.Ref, 0)); s.source.Ref != 0 {
		loop.Add(s.source.Ref)
	}
	return s, true
}

func statics(names []string) cf.Owned {
	refs := make([]cf.Ref, len(names))
	for i, name := range names {
		refs[i] = cf.Static(name)
	}
	return cf.NewArray(refs...)
}

func (s *store) close() {
	storeReceivers.remove(s.number)
	if s.source.Ref != 0 {
		s.loop.Remove(s.source.Ref)
	}
	s.source.Release()
	s.Release()
}

// value is what a key says; the caller releases it.
func (s *store) value(key string) cf.Owned {
	name := cf.NewString(key)
	defer name.Release()
	return cf.Take(scDynamicStoreCopyValue(s.Ref, name.Ref))
}

// keys are those that match a pattern.
func (s *store) keys(pattern string) (keys []string) {
	list := cf.Take(scDynamicStoreCopyKeyList(s.Ref, cf.Static(pattern)))
	defer list.Release()
	for i := range list.Len() {
		if key, ok := list.At(i).Text(); ok {
			keys = append(keys, key)
		}
	}
	return keys
}

// field is a text of a key's dictionary, "" if there is none.
func (s *store) field(key, name string) string {
	value := s.value(key)
	defer value.Release()
	return text(value.Ref, name)
}
