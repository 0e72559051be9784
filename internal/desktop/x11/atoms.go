package x11

import (
	"reflect"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// atoms holds every atom that the window manager speaks of. A field's tag is
// the atom's name.
type atoms struct {
	Manager          xproto.Atom `atom:"MANAGER"`
	UTF8String       xproto.Atom `atom:"UTF8_STRING"`
	CompoundText     xproto.Atom `atom:"COMPOUND_TEXT"`
	WMProtocols      xproto.Atom `atom:"WM_PROTOCOLS"`
	WMDeleteWindow   xproto.Atom `atom:"WM_DELETE_WINDOW"`
	WMTakeFocus      xproto.Atom `atom:"WM_TAKE_FOCUS"`
	WMState          xproto.Atom `atom:"WM_STATE"`
	WMChangeState    xproto.Atom `atom:"WM_CHANGE_STATE"`
	Supported        xproto.Atom `atom:"_NET_SUPPORTED"`
	SupportingCheck  xproto.Atom `atom:"_NET_SUPPORTING_WM_CHECK"`
	ClientList       xproto.Atom `atom:"_NET_CLIENT_LIST"`
	ClientStacking   xproto.Atom `atom:"_NET_CLIENT_LIST_STACKING"`
	NumberOfDesktops xproto.Atom `atom:"_NET_NUMBER_OF_DESKTOPS"`
	CurrentDesktop   xproto.Atom `atom:"_NET_CURRENT_DESKTOP"`
	DesktopNames     xproto.Atom `atom:"_NET_DESKTOP_NAMES"`
	DesktopViewport  xproto.Atom `atom:"_NET_DESKTOP_VIEWPORT"`
	DesktopGeometry  xproto.Atom `atom:"_NET_DESKTOP_GEOMETRY"`
	WorkArea         xproto.Atom `atom:"_NET_WORKAREA"`
	ActiveWindow     xproto.Atom `atom:"_NET_ACTIVE_WINDOW"`
	CloseWindow      xproto.Atom `atom:"_NET_CLOSE_WINDOW"`
	MoveResize       xproto.Atom `atom:"_NET_MOVERESIZE_WINDOW"`
	DragWindow       xproto.Atom `atom:"_NET_WM_MOVERESIZE"`
	Ping             xproto.Atom `atom:"_NET_WM_PING"`
	FrameExtents     xproto.Atom `atom:"_NET_FRAME_EXTENTS"`
	RequestExtents   xproto.Atom `atom:"_NET_REQUEST_FRAME_EXTENTS"`
	Name             xproto.Atom `atom:"_NET_WM_NAME"`
	Desktop          xproto.Atom `atom:"_NET_WM_DESKTOP"`
	PID              xproto.Atom `atom:"_NET_WM_PID"`
	Strut            xproto.Atom `atom:"_NET_WM_STRUT"`
	StrutPartial     xproto.Atom `atom:"_NET_WM_STRUT_PARTIAL"`
	UserTime         xproto.Atom `atom:"_NET_WM_USER_TIME"`
	UserTimeWindow   xproto.Atom `atom:"_NET_WM_USER_TIME_WINDOW"`
	AllowedActions   xproto.Atom `atom:"_NET_WM_ALLOWED_ACTIONS"`
	ActionMove       xproto.Atom `atom:"_NET_WM_ACTION_MOVE"`
	ActionResize     xproto.Atom `atom:"_NET_WM_ACTION_RESIZE"`
	ActionFullscreen xproto.Atom `atom:"_NET_WM_ACTION_FULLSCREEN"`
	ActionDesktop    xproto.Atom `atom:"_NET_WM_ACTION_CHANGE_DESKTOP"`
	ActionClose      xproto.Atom `atom:"_NET_WM_ACTION_CLOSE"`

	State           xproto.Atom `atom:"_NET_WM_STATE"`
	StateFullscreen xproto.Atom `atom:"_NET_WM_STATE_FULLSCREEN"`
	StateHidden     xproto.Atom `atom:"_NET_WM_STATE_HIDDEN"`
	StateAttention  xproto.Atom `atom:"_NET_WM_STATE_DEMANDS_ATTENTION"`
	StateModal      xproto.Atom `atom:"_NET_WM_STATE_MODAL"`
	StateFocused    xproto.Atom `atom:"_NET_WM_STATE_FOCUSED"`
	StateAbove      xproto.Atom `atom:"_NET_WM_STATE_ABOVE"`
	StateBelow      xproto.Atom `atom:"_NET_WM_STATE_BELOW"`
	StateSticky     xproto.Atom `atom:"_NET_WM_STATE_STICKY"`
	StateShaded     xproto.Atom `atom:"_NET_WM_STATE_SHADED"`
	StateMaxHorz    xproto.Atom `atom:"_NET_WM_STATE_MAXIMIZED_HORZ"`
	StateMaxVert    xproto.Atom `atom:"_NET_WM_STATE_MAXIMIZED_VERT"`

	Type             xproto.Atom `atom:"_NET_WM_WINDOW_TYPE"`
	TypeDesktop      xproto.Atom `atom:"_NET_WM_WINDOW_TYPE_DESKTOP"`
	TypeDock         xproto.Atom `atom:"_NET_WM_WINDOW_TYPE_DOCK"`
	TypeToolbar      xproto.Atom `atom:"_NET_WM_WINDOW_TYPE_TOOLBAR"`
	TypeMenu         xproto.Atom `atom:"_NET_WM_WINDOW_TYPE_MENU"`
	TypeUtility      xproto.Atom `atom:"_NET_WM_WINDOW_TYPE_UTILITY"`
	TypeSplash       xproto.Atom `atom:"_NET_WM_WINDOW_TYPE_SPLASH"`
	TypeDialog       xproto.Atom `atom:"_NET_WM_WINDOW_TYPE_DIALOG"`
	TypeDropdownMenu xproto.Atom `atom:"_NET_WM_WINDOW_TYPE_DROPDOWN_MENU"`
	TypePopupMenu    xproto.Atom `atom:"_NET_WM_WINDOW_TYPE_POPUP_MENU"`
	TypeTooltip      xproto.Atom `atom:"_NET_WM_WINDOW_TYPE_TOOLTIP"`
	TypeNotification xproto.Atom `atom:"_NET_WM_WINDOW_TYPE_NOTIFICATION"`
	TypeCombo        xproto.Atom `atom:"_NET_WM_WINDOW_TYPE_COMBO"`
	TypeDND          xproto.Atom `atom:"_NET_WM_WINDOW_TYPE_DND"`
	TypeNormal       xproto.Atom `atom:"_NET_WM_WINDOW_TYPE_NORMAL"`
}

// internAtoms asks for all atoms in one round trip.
func internAtoms(conn *xgb.Conn, w *wire) (atoms, error) {
	var a atoms
	v := reflect.ValueOf(&a).Elem()
	cookies := make([]xproto.InternAtomCookie, v.NumField())
	w.hold()
	for i := range cookies {
		name := v.Type().Field(i).Tag.Get("atom")
		cookies[i] = xproto.InternAtom(conn, false, uint16(len(name)), name)
	}
	w.release()
	for i := range cookies {
		reply, err := cookies[i].Reply()
		if err != nil {
			return a, err
		}
		v.Field(i).SetUint(uint64(reply.Atom))
	}
	return a, nil
}

// supported is what _NET_SUPPORTED lists.
func (a *atoms) supported() []xproto.Atom {
	return []xproto.Atom{
		a.Supported, a.SupportingCheck, a.ClientList, a.ClientStacking, a.NumberOfDesktops, a.CurrentDesktop,
		a.DesktopNames, a.DesktopViewport, a.DesktopGeometry, a.WorkArea, a.ActiveWindow, a.CloseWindow,
		a.MoveResize, a.DragWindow, a.Ping, a.FrameExtents, a.RequestExtents, a.Name, a.Desktop, a.PID, a.Strut,
		a.StrutPartial, a.UserTime, a.UserTimeWindow,
		a.AllowedActions, a.ActionMove, a.ActionResize, a.ActionFullscreen, a.ActionDesktop, a.ActionClose,
		a.State, a.StateFullscreen, a.StateHidden, a.StateAttention, a.StateModal, a.StateFocused,
		a.StateAbove, a.StateBelow, // of docks; the layout orders all others
		a.Type, a.TypeDesktop, a.TypeDock, a.TypeToolbar, a.TypeMenu, a.TypeUtility, a.TypeSplash, a.TypeDialog,
		a.TypeDropdownMenu, a.TypePopupMenu, a.TypeTooltip, a.TypeNotification, a.TypeCombo, a.TypeDND, a.TypeNormal,
	}
}

// rootProperties are the root window's properties that the window manager
// owns and deletes when it goes.
func (a *atoms) rootProperties() []xproto.Atom {
	return []xproto.Atom{
		a.Supported, a.SupportingCheck, a.ClientList, a.ClientStacking, a.NumberOfDesktops, a.CurrentDesktop,
		a.DesktopNames, a.DesktopViewport, a.DesktopGeometry, a.WorkArea, a.ActiveWindow,
	}
}
