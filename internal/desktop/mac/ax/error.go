package ax

import (
	"errors"
	"fmt"
)

// Error is an AXError.
type Error int32

// AXError.h.
const (
	Failure                           Error = -25200
	IllegalArgument                   Error = -25201
	InvalidUIElement                  Error = -25202
	InvalidUIElementObserver          Error = -25203
	CannotComplete                    Error = -25204
	AttributeUnsupported              Error = -25205
	ActionUnsupported                 Error = -25206
	NotificationUnsupported           Error = -25207
	NotImplemented                    Error = -25208
	NotificationAlreadyRegistered     Error = -25209
	NotificationNotRegistered         Error = -25210
	APIDisabled                       Error = -25211
	NoValue                           Error = -25212
	ParameterizedAttributeUnsupported Error = -25213
	NotEnoughPrecision                Error = -25214
)

var sentences = map[Error]string{
	Failure:                           "macOS failed to do this",
	IllegalArgument:                   "the application does not take this value",
	InvalidUIElement:                  "the window or application is gone",
	InvalidUIElementObserver:          "nobody observes the application any more",
	CannotComplete:                    "the application did not answer in time",
	AttributeUnsupported:              "the application does not have this attribute",
	ActionUnsupported:                 "the application cannot do this",
	NotificationUnsupported:           "the application does not tell of this",
	NotImplemented:                    "the application does not support accessibility",
	NotificationAlreadyRegistered:     "this is observed already",
	NotificationNotRegistered:         "this is not observed",
	APIDisabled:                       "Perch lacks the Accessibility permission (System Settings, Privacy & Security, Accessibility)",
	NoValue:                           "there is no value",
	ParameterizedAttributeUnsupported: "the application does not have this attribute with a parameter",
	NotEnoughPrecision:                "the value is not exact enough",
}

func (e Error) Error() string {
	if s, known := sentences[e]; known {
		return fmt.Sprintf("%s (AXError %d)", s, int32(e))
	}
	return fmt.Sprintf("macOS says AXError %d", int32(e))
}

// ErrKind is returned when an attribute has a value of another kind than the
// one asked for.
var ErrKind = errors.New("the attribute has a value of another kind")

func check(e Error) error {
	if e == 0 {
		return nil
	}
	return e
}
