package ax

// Attribute is the name of an attribute.
type Attribute string

// AXAttributeConstants.h. FullScreen and EnhancedUserInterface are in no
// header: AppKit answers to them, and public tools have long used them.
const (
	Role             Attribute = "AXRole"
	Subrole          Attribute = "AXSubrole"
	Title            Attribute = "AXTitle"
	Identifier       Attribute = "AXIdentifier"
	Document         Attribute = "AXDocument"
	Position         Attribute = "AXPosition"
	Size             Attribute = "AXSize"
	Minimized        Attribute = "AXMinimized"
	Main             Attribute = "AXMain"
	Focused          Attribute = "AXFocused"
	Modal            Attribute = "AXModal"
	Enabled          Attribute = "AXEnabled"
	Parent           Attribute = "AXParent"
	Children         Attribute = "AXChildren"
	TopLevelElement  Attribute = "AXTopLevelUIElement"
	WindowOf         Attribute = "AXWindow"
	Tabs             Attribute = "AXTabs"
	CloseButton      Attribute = "AXCloseButton"
	FullScreenButton Attribute = "AXFullScreenButton"
	ZoomButton       Attribute = "AXZoomButton"
	MinimizeButton   Attribute = "AXMinimizeButton"

	Windows            Attribute = "AXWindows"
	MainWindow         Attribute = "AXMainWindow"
	FocusedWindow      Attribute = "AXFocusedWindow"
	FocusedElement     Attribute = "AXFocusedUIElement"
	FocusedApplication Attribute = "AXFocusedApplication"
	Frontmost          Attribute = "AXFrontmost"
	Hidden             Attribute = "AXHidden"

	FullScreen            Attribute = "AXFullScreen"
	EnhancedUserInterface Attribute = "AXEnhancedUserInterface"
)

// Action is the name of an action.
type Action string

// AXActionConstants.h.
const (
	Press Action = "AXPress"
	Raise Action = "AXRaise"
)

// Notification is the name of a notification.
type Notification string

// AXNotificationConstants.h.
const (
	ApplicationActivated   Notification = "AXApplicationActivated"
	ApplicationDeactivated Notification = "AXApplicationDeactivated"
	ApplicationHidden      Notification = "AXApplicationHidden"
	ApplicationShown       Notification = "AXApplicationShown"
	WindowCreated          Notification = "AXWindowCreated"
	WindowMoved            Notification = "AXWindowMoved"
	WindowResized          Notification = "AXWindowResized"
	WindowMinimized        Notification = "AXWindowMiniaturized"
	WindowUnminimized      Notification = "AXWindowDeminiaturized"
	FocusedWindowChanged   Notification = "AXFocusedWindowChanged"
	MainWindowChanged      Notification = "AXMainWindowChanged"
	TitleChanged           Notification = "AXTitleChanged"
	ElementDestroyed       Notification = "AXUIElementDestroyed"
	SheetCreated           Notification = "AXSheetCreated"
	Moved                  Notification = "AXMoved"
	Resized                Notification = "AXResized"
)
