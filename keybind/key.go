package keybind

// Key is a physical key, named after its legend on an ANSI or ISO keyboard
// with the US layout. What the key types in the layout in force is irrelevant.
type Key uint8

// NoKey is the zero Key; no physical key has it.
const NoKey Key = 0

// The keys, row by row. Perch knows exactly those that AeroSpace can name.
const (
	// number row
	KeySectionSign Key = iota + 1
	KeyBacktick
	Key1
	Key2
	Key3
	Key4
	Key5
	Key6
	Key7
	Key8
	Key9
	Key0
	KeyMinus
	KeyEqual
	KeyBackspace
	// top letter row
	KeyTab
	KeyQ
	KeyW
	KeyE
	KeyR
	KeyT
	KeyY
	KeyU
	KeyI
	KeyO
	KeyP
	KeyLeftSquareBracket
	KeyRightSquareBracket
	KeyBackslash
	// home row
	KeyA
	KeyS
	KeyD
	KeyF
	KeyG
	KeyH
	KeyJ
	KeyK
	KeyL
	KeySemicolon
	KeyQuote
	KeyEnter
	// bottom letter row
	KeyZ
	KeyX
	KeyC
	KeyV
	KeyB
	KeyN
	KeyM
	KeyComma
	KeyPeriod
	KeySlash
	KeySpace
	// function row
	KeyEsc
	KeyF1
	KeyF2
	KeyF3
	KeyF4
	KeyF5
	KeyF6
	KeyF7
	KeyF8
	KeyF9
	KeyF10
	KeyF11
	KeyF12
	KeyF13
	KeyF14
	KeyF15
	KeyF16
	KeyF17
	KeyF18
	KeyF19
	KeyF20
	// navigation
	KeyHome
	KeyPageUp
	KeyForwardDelete
	KeyEnd
	KeyPageDown
	KeyLeft
	KeyDown
	KeyUp
	KeyRight
	// keypad
	KeyKeypadClear
	KeyKeypadEqual
	KeyKeypadDivide
	KeyKeypadMultiply
	KeyKeypadMinus
	KeyKeypadPlus
	KeyKeypadEnter
	KeyKeypadDecimalMark
	KeyKeypad0
	KeyKeypad1
	KeyKeypad2
	KeyKeypad3
	KeyKeypad4
	KeyKeypad5
	KeyKeypad6
	KeyKeypad7
	KeyKeypad8
	KeyKeypad9
)

// position holds the codes that three worlds give to one key.
type position struct {
	name  string // qwerty notation
	mac   uint16 // virtual key code, Carbon's Events.h
	evdev uint16 // KEY_* of Linux's input-event-codes.h
	xkb   string // key name in xkeyboard-config's "evdev" keycodes
}

// positions is indexed by Key. AeroSpace's section sign is the extra key of ISO
// keyboards; on PC keyboards that is the 102nd key, beside the left shift.
// The keypad's Clear key sits where PCs have Num Lock.
var positions = [...]position{
	KeySectionSign:        {"sectionSign", 0x0A, 86, "LSGT"},
	KeyBacktick:           {"backtick", 0x32, 41, "TLDE"},
	Key1:                  {"1", 0x12, 2, "AE01"},
	Key2:                  {"2", 0x13, 3, "AE02"},
	Key3:                  {"3", 0x14, 4, "AE03"},
	Key4:                  {"4", 0x15, 5, "AE04"},
	Key5:                  {"5", 0x17, 6, "AE05"},
	Key6:                  {"6", 0x16, 7, "AE06"},
	Key7:                  {"7", 0x1A, 8, "AE07"},
	Key8:                  {"8", 0x1C, 9, "AE08"},
	Key9:                  {"9", 0x19, 10, "AE09"},
	Key0:                  {"0", 0x1D, 11, "AE10"},
	KeyMinus:              {"minus", 0x1B, 12, "AE11"},
	KeyEqual:              {"equal", 0x18, 13, "AE12"},
	KeyBackspace:          {"backspace", 0x33, 14, "BKSP"},
	KeyTab:                {"tab", 0x30, 15, "TAB"},
	KeyQ:                  {"q", 0x0C, 16, "AD01"},
	KeyW:                  {"w", 0x0D, 17, "AD02"},
	KeyE:                  {"e", 0x0E, 18, "AD03"},
	KeyR:                  {"r", 0x0F, 19, "AD04"},
	KeyT:                  {"t", 0x11, 20, "AD05"},
	KeyY:                  {"y", 0x10, 21, "AD06"},
	KeyU:                  {"u", 0x20, 22, "AD07"},
	KeyI:                  {"i", 0x22, 23, "AD08"},
	KeyO:                  {"o", 0x1F, 24, "AD09"},
	KeyP:                  {"p", 0x23, 25, "AD10"},
	KeyLeftSquareBracket:  {"leftSquareBracket", 0x21, 26, "AD11"},
	KeyRightSquareBracket: {"rightSquareBracket", 0x1E, 27, "AD12"},
	KeyBackslash:          {"backslash", 0x2A, 43, "BKSL"},
	KeyA:                  {"a", 0x00, 30, "AC01"},
	KeyS:                  {"s", 0x01, 31, "AC02"},
	KeyD:                  {"d", 0x02, 32, "AC03"},
	KeyF:                  {"f", 0x03, 33, "AC04"},
	KeyG:                  {"g", 0x05, 34, "AC05"},
	KeyH:                  {"h", 0x04, 35, "AC06"},
	KeyJ:                  {"j", 0x26, 36, "AC07"},
	KeyK:                  {"k", 0x28, 37, "AC08"},
	KeyL:                  {"l", 0x25, 38, "AC09"},
	KeySemicolon:          {"semicolon", 0x29, 39, "AC10"},
	KeyQuote:              {"quote", 0x27, 40, "AC11"},
	KeyEnter:              {"enter", 0x24, 28, "RTRN"},
	KeyZ:                  {"z", 0x06, 44, "AB01"},
	KeyX:                  {"x", 0x07, 45, "AB02"},
	KeyC:                  {"c", 0x08, 46, "AB03"},
	KeyV:                  {"v", 0x09, 47, "AB04"},
	KeyB:                  {"b", 0x0B, 48, "AB05"},
	KeyN:                  {"n", 0x2D, 49, "AB06"},
	KeyM:                  {"m", 0x2E, 50, "AB07"},
	KeyComma:              {"comma", 0x2B, 51, "AB08"},
	KeyPeriod:             {"period", 0x2F, 52, "AB09"},
	KeySlash:              {"slash", 0x2C, 53, "AB10"},
	KeySpace:              {"space", 0x31, 57, "SPCE"},
	KeyEsc:                {"esc", 0x35, 1, "ESC"},
	KeyF1:                 {"f1", 0x7A, 59, "FK01"},
	KeyF2:                 {"f2", 0x78, 60, "FK02"},
	KeyF3:                 {"f3", 0x63, 61, "FK03"},
	KeyF4:                 {"f4", 0x76, 62, "FK04"},
	KeyF5:                 {"f5", 0x60, 63, "FK05"},
	KeyF6:                 {"f6", 0x61, 64, "FK06"},
	KeyF7:                 {"f7", 0x62, 65, "FK07"},
	KeyF8:                 {"f8", 0x64, 66, "FK08"},
	KeyF9:                 {"f9", 0x65, 67, "FK09"},
	KeyF10:                {"f10", 0x6D, 68, "FK10"},
	KeyF11:                {"f11", 0x67, 87, "FK11"},
	KeyF12:                {"f12", 0x6F, 88, "FK12"},
	KeyF13:                {"f13", 0x69, 183, "FK13"},
	KeyF14:                {"f14", 0x6B, 184, "FK14"},
	KeyF15:                {"f15", 0x71, 185, "FK15"},
	KeyF16:                {"f16", 0x6A, 186, "FK16"},
	KeyF17:                {"f17", 0x40, 187, "FK17"},
	KeyF18:                {"f18", 0x4F, 188, "FK18"},
	KeyF19:                {"f19", 0x50, 189, "FK19"},
	KeyF20:                {"f20", 0x5A, 190, "FK20"},
	KeyHome:               {"home", 0x73, 102, "HOME"},
	KeyPageUp:             {"pageUp", 0x74, 104, "PGUP"},
	KeyForwardDelete:      {"forwardDelete", 0x75, 111, "DELE"},
	KeyEnd:                {"end", 0x77, 107, "END"},
	KeyPageDown:           {"pageDown", 0x79, 109, "PGDN"},
	KeyLeft:               {"left", 0x7B, 105, "LEFT"},
	KeyDown:               {"down", 0x7D, 108, "DOWN"},
	KeyUp:                 {"up", 0x7E, 103, "UP"},
	KeyRight:              {"right", 0x7C, 106, "RGHT"},
	KeyKeypadClear:        {"keypadClear", 0x47, 69, "NMLK"},
	KeyKeypadEqual:        {"keypadEqual", 0x51, 117, "KPEQ"},
	KeyKeypadDivide:       {"keypadDivide", 0x4B, 98, "KPDV"},
	KeyKeypadMultiply:     {"keypadMultiply", 0x43, 55, "KPMU"},
	KeyKeypadMinus:        {"keypadMinus", 0x4E, 74, "KPSU"},
	KeyKeypadPlus:         {"keypadPlus", 0x45, 78, "KPAD"},
	KeyKeypadEnter:        {"keypadEnter", 0x4C, 96, "KPEN"},
	KeyKeypadDecimalMark:  {"keypadDecimalMark", 0x41, 83, "KPDL"},
	KeyKeypad0:            {"keypad0", 0x52, 82, "KP0"},
	KeyKeypad1:            {"keypad1", 0x53, 79, "KP1"},
	KeyKeypad2:            {"keypad2", 0x54, 80, "KP2"},
	KeyKeypad3:            {"keypad3", 0x55, 81, "KP3"},
	KeyKeypad4:            {"keypad4", 0x56, 75, "KP4"},
	KeyKeypad5:            {"keypad5", 0x57, 76, "KP5"},
	KeyKeypad6:            {"keypad6", 0x58, 77, "KP6"},
	KeyKeypad7:            {"keypad7", 0x59, 71, "KP7"},
	KeyKeypad8:            {"keypad8", 0x5B, 72, "KP8"},
	KeyKeypad9:            {"keypad9", 0x5C, 73, "KP9"},
}

var byName, byMac, byEvdev = func() (map[string]Key, map[uint16]Key, map[uint16]Key) {
	names := make(map[string]Key, len(positions))
	mac := make(map[uint16]Key, len(positions))
	evdev := make(map[uint16]Key, len(positions))
	for _, k := range Keys() {
		p := positions[k]
		names[p.name], mac[p.mac], evdev[p.evdev] = k, k, k
	}
	return names, mac, evdev
}()

// Keys returns every key, row by row.
func Keys() []Key {
	keys := make([]Key, 0, len(positions)-1)
	for k := 1; k < len(positions); k++ {
		keys = append(keys, Key(k))
	}
	return keys
}

// KeyNamed finds a key by its qwerty notation.
func KeyNamed(name string) (Key, bool) { k, ok := byName[name]; return k, ok }

// KeyOfMac finds a key by its macOS virtual key code.
func KeyOfMac(code uint16) (Key, bool) { k, ok := byMac[code]; return k, ok }

// KeyOfEvdev finds a key by its Linux input event code.
func KeyOfEvdev(code uint16) (Key, bool) { k, ok := byEvdev[code]; return k, ok }

func (k Key) position() position {
	if int(k) < len(positions) {
		return positions[k]
	}
	return position{}
}

// String is the qwerty notation, "" for NoKey.
func (k Key) String() string { return k.position().name }

// MacCode is the virtual key code of Carbon's Events.h. Zero is the code of KeyA.
func (k Key) MacCode() uint16 { return k.position().mac }

// Evdev is the KEY_* code of Linux's input-event-codes.h. The X keycode under the
// "evdev" rules is 8 more.
func (k Key) Evdev() uint16 { return k.position().evdev }

// XKBName is the key's name in xkeyboard-config's "evdev" keycodes, such as "AC01".
func (k Key) XKBName() string { return k.position().xkb }
