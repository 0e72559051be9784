package mac

import (
	"context"
	"encoding/json"
	"math"

	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/dylib"
)

// CoreFoundation's CFNotificationCenter.h, and of CFDictionary.h what lists a
// dictionary.
var (
	cfNotificationCenterGetDistributedCenter func() cf.Ref
	cfNotificationCenterAddObserver          func(center cf.Ref, observer, callback uintptr, name cf.Ref, object cf.Ref, behaviour int)
	cfNotificationCenterRemoveEveryObserver  func(center cf.Ref, observer uintptr)
	cfDictionaryGetKeysAndValues             func(dictionary cf.Ref, keys, values *cf.Ref)

	distributedCallback  uintptr
	distributedReceivers receivers[func(name string, about cf.Ref)]
	distributedOnce      dylib.Once
)

// deliverImmediately is CFNotificationSuspensionBehaviorDeliverImmediately: also
// while the program is in the background, as a bar always is.
const deliverImmediately = 4

func loadDistributed() error {
	if err := cf.Load(); err != nil {
		return err
	}
	return distributedOnce.Do(func(libraries []*dylib.Library) {
		l := libraries[0]
		l.Bind(&cfNotificationCenterGetDistributedCenter, "CFNotificationCenterGetDistributedCenter")
		l.Bind(&cfNotificationCenterAddObserver, "CFNotificationCenterAddObserver")
		l.Bind(&cfNotificationCenterRemoveEveryObserver, "CFNotificationCenterRemoveEveryObserver")
		l.Bind(&cfDictionaryGetKeysAndValues, "CFDictionaryGetKeysAndValues")
		distributedCallback = dylib.Callback(func(_ cf.Ref, observer uintptr, name, _, about cf.Ref) {
			if heard, ok := distributedReceivers.find(observer); ok {
				text, _ := name.Text()
				heard(text, about)
			}
		})
	}, "CoreFoundation")
}

// listen has heard called for notifications that programs send to all others,
// until stop is called; about is borrowed, and 0 if there is no more to tell.
// The calls come on the main thread, whose run loop must run.
func listen(names []string, heard func(name string, about cf.Ref)) (stop func()) {
	if loadDistributed() != nil {
		return func() {}
	}
	center := cfNotificationCenterGetDistributedCenter()
	if center == 0 {
		return func() {}
	}
	number := distributedReceivers.add(heard)
	for _, name := range names {
		s := cf.NewString(name)
		cfNotificationCenterAddObserver(center, number, distributedCallback, s.Ref, 0, deliverImmediately)
		s.Release()
	}
	return func() {
		distributedReceivers.remove(number)
		cfNotificationCenterRemoveEveryObserver(center, number)
	}
}

// Listen tells of distributed notifications, with their user info as JSON.
func (*system) Listen(ctx context.Context, names []string, heard func(name, payload string)) {
	stop := listen(names, func(name string, about cf.Ref) {
		if ctx.Err() == nil {
			heard(name, payload(about))
		}
	})
	defer stop()
	<-ctx.Done()
}

// payloadLimit is the most that a notification tells, in bytes. A variable of a
// program's environment counts towards 1 MiB for all of them.
const payloadLimit = 64 << 10

// payload is a property list as JSON, "" for none. What is too long is left out.
func payload(about cf.Ref) string {
	if about == 0 || about.Entries() == 0 {
		return ""
	}
	data, err := json.Marshal(plain(about, 0))
	if err != nil || len(data) > payloadLimit {
		return ""
	}
	return string(data)
}

// plain is a property list as encoding/json takes it. What JSON lacks, such as
// dates and data, is null.
func plain(value cf.Ref, depth int) any {
	const deepest = 64
	if value == 0 || depth > deepest {
		return nil
	}
	if s, ok := value.Text(); ok {
		return s
	}
	if value.IsArray() {
		list := make([]any, value.Len())
		for i := range list {
			list[i] = plain(value.At(i), depth+1)
		}
		return list
	}
	if value.IsDictionary() {
		object := map[string]any{}
		keys := make([]cf.Ref, value.Entries())
		values := make([]cf.Ref, len(keys))
		if len(keys) > 0 {
			cfDictionaryGetKeysAndValues(value, &keys[0], &values[0])
		}
		for i, key := range keys {
			if name, ok := key.Text(); ok {
				object[name] = plain(values[i], depth+1)
			}
		}
		return object
	}
	f, isNumber := value.Float()
	if !isNumber {
		if b, ok := value.Bool(); ok {
			return b
		}
		return nil
	}
	if n, _ := value.Int(); float64(n) == f {
		return n
	}
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	return f
}
