package paint

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // a source may be any of these, whatever its name says
	_ "image/jpeg"
	_ "image/png"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
	_ "golang.org/x/image/bmp"
	scaling "golang.org/x/image/draw"
	"golang.org/x/image/vector"
	_ "golang.org/x/image/webp"

	"perch/bar/engine"
)

// gallery holds the pictures of scenes.
type gallery struct {
	sources map[string]*source
	scaled  map[scaledKey]*image.RGBA
	held    int // pixels in scaled
	apps    *appIcons
}

// source is a picture as it was found.
type source struct {
	image  image.Image // nil for vectors and for what is missing
	vector []byte      // an SVG
	size   engine.Size // at scale 1, logical
	reason error       // why there is no picture
	file   string
	stamp  time.Time // the file's, to notice that it changed
}

type scaledKey struct {
	of   *source
	size image.Point
}

const (
	// sourcesKept and pixelsKept bound the memory for pictures.
	sourcesKept = 256
	pixelsKept  = 16 << 20
	// largestFile and largestSide keep a picture from filling the memory.
	largestFile = 64 << 20
	largestSide = 16384
	// appIconSize is an application's icon at scale 1, and artworkHeight the
	// height of an album's picture (SketchyBar's 3.5).
	appIconSize   = 32
	artworkHeight = 32
)

// artwork is the source that stands for what is being played.
const artwork = "media.artwork"

func newGallery() gallery {
	return gallery{sources: map[string]*source{}, scaled: map[scaledKey]*image.RGBA{}, apps: newAppIcons()}
}

// Image is the size of a picture at scale 1, in logical pixels, or the reason why
// there is no such picture.
func (s *Stage) Image(name string) (engine.Size, error) {
	found := s.source(name)
	return found.size, found.reason
}

// Forget drops what is known of a picture's source, for instance of
// "media.artwork" when the next song plays. Layers that show it are painted
// anew by the next Show, even if their marks are the same.
func (s *Stage) Forget(name string) {
	old := s.gallery.sources[name]
	delete(s.gallery.sources, name)
	for key, im := range s.gallery.scaled {
		if key.of == old {
			s.gallery.held -= len(im.Pix) / 4
			delete(s.gallery.scaled, key)
		}
	}
	for _, w := range s.windows {
		for i := range w.layers {
			for _, m := range w.layers[i].layer.Marks {
				if p, ok := m.(engine.Picture); ok && p.Source == name {
					w.layers[i].look.phase[0] = stale
					w.layers[i].layer = &engine.Layer{Item: w.layers[i].layer.Item}
					break
				}
			}
		}
	}
}

// stale is a phase that no place has.
const stale = 2

// source finds a picture and keeps it. A file that was changed is read again.
func (s *Stage) source(name string) *source {
	if known := s.gallery.sources[name]; known != nil && known.current() {
		return known
	}
	if len(s.gallery.sources) >= sourcesKept {
		clear(s.gallery.sources)
		clear(s.gallery.scaled)
		s.gallery.held = 0
	}
	found := s.look(name)
	s.gallery.sources[name] = found
	return found
}

// current says whether a source's file is the one that was read.
func (s *source) current() bool {
	if s.file == "" {
		return s.reason == nil
	}
	info, err := os.Stat(s.file)
	return err == nil && info.ModTime().Equal(s.stamp)
}

func (s *Stage) look(name string) *source {
	switch {
	case name == "":
		return &source{reason: errors.New("no picture is named")}
	case name == artwork:
		if s.Artwork != nil {
			if im := s.Artwork(); im != nil && !im.Bounds().Empty() {
				b := im.Bounds().Size()
				return &source{image: im, size: engine.Size{W: artworkHeight * float64(b.X) / float64(b.Y), H: artworkHeight}}
			}
		}
		return &source{reason: errors.New("nothing that is being played has a picture")}
	case strings.HasPrefix(name, "app."):
		return s.appIcon(strings.TrimPrefix(name, "app."))
	case strings.HasPrefix(name, "space."):
		return &source{reason: fmt.Errorf("%s: pictures of desktops are not available here", name)}
	}
	return read(name)
}

func (s *Stage) appIcon(app string) *source {
	size := engine.Size{W: appIconSize, H: appIconSize}
	var found *source
	_, reason := s.gallery.apps.find(app, int(appIconSize*s.scale+0.5), func(path string) bool {
		found = read(path)
		return found.reason == nil
	})
	if reason == nil {
		found.size = size
		return found
	}
	if s.AppIcon != nil {
		if im := s.AppIcon(app); im != nil && !im.Bounds().Empty() {
			return &source{image: im, size: size}
		}
	}
	return &source{reason: reason}
}

// read opens a picture's file; "~" is the home folder.
func read(name string) *source {
	path := name
	if rest, ok := strings.CutPrefix(name, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			path = filepath.Join(home, rest)
		}
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return &source{reason: fmt.Errorf("there is no picture %s", path)}
	case !info.Mode().IsRegular():
		return &source{reason: fmt.Errorf("%s is not a file", path)}
	case info.Size() > largestFile:
		return &source{reason: fmt.Errorf("%s is larger than %d MB", path, largestFile>>20)}
	}
	out := &source{file: path, stamp: info.ModTime()}
	data, err := os.ReadFile(path)
	if err != nil {
		out.reason = err
		return out
	}
	if isSVG(data) {
		out.vector = data
		icon, err := readSVG(data)
		// One without a path consists of texts or of pictures, which are not drawn.
		if err != nil || icon.ViewBox.W <= 0 || icon.ViewBox.H <= 0 || len(icon.SVGPaths) == 0 {
			out.reason = undecodable(path + " is not an SVG picture that can be drawn")
			return out
		}
		out.size = engine.Size{W: icon.ViewBox.W, H: icon.ViewBox.H}
		return out
	}
	head, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || head.Width < 1 || head.Height < 1 || head.Width > largestSide || head.Height > largestSide {
		out.reason = undecodable(path + " is not a PNG or JPEG picture")
		return out
	}
	if out.image, _, err = image.Decode(bytes.NewReader(data)); err != nil {
		out.reason = undecodable(fmt.Sprintf("%s cannot be read: %v", path, err))
		return out
	}
	out.size = engine.Size{W: float64(head.Width), H: float64(head.Height)}
	return out
}

// undecodable is why a file that is there is no picture (engine.ErrUndecodable).
type undecodable string

func (u undecodable) Error() string { return string(u) }
func (undecodable) Unwrap() error   { return engine.ErrUndecodable }

func isSVG(data []byte) bool {
	head := data[:min(len(data), 1024)]
	return bytes.Contains(head, []byte("<svg")) || bytes.HasPrefix(bytes.TrimSpace(head), []byte("<?xml"))
}

// readSVG parses an SVG; the library panics on some that are broken.
func readSVG(data []byte) (icon *oksvg.SvgIcon, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the picture is broken")
		}
	}()
	return oksvg.ReadIconStream(bytes.NewReader(data), oksvg.IgnoreErrorMode)
}

func (k *source) drawSVG(size image.Point) (im *image.RGBA) {
	im = image.NewRGBA(image.Rectangle{Max: size})
	defer func() { recover() }()
	icon, err := readSVG(k.vector)
	if err != nil {
		return im
	}
	icon.SetTarget(0, 0, float64(size.X), float64(size.Y))
	scanner := rasterx.NewScannerGV(size.X, size.Y, im, im.Rect)
	icon.Draw(rasterx.NewDasher(size.X, size.Y, scanner), 1)
	return im
}

// at is the picture of a source in device pixels.
func (g *gallery) at(s *source, size image.Point) *image.RGBA {
	key := scaledKey{s, size}
	if im := g.scaled[key]; im != nil {
		return im
	}
	var im *image.RGBA
	if s.vector != nil {
		im = s.drawSVG(size)
	} else {
		im = image.NewRGBA(image.Rectangle{Max: size})
		scaling.CatmullRom.Scale(im, im.Rect, s.image, s.image.Bounds(), scaling.Src, nil)
	}
	if g.held += size.X * size.Y; g.held > pixelsKept {
		clear(g.scaled)
		g.held = size.X * size.Y
	}
	g.scaled[key] = im
	return im
}

// picture draws an image into its frame.
func (s *Stage) picture(m engine.Picture, p place) drawing {
	r := p.rect(m.Frame)
	if r.Empty() || r.Dx() > largestSide || r.Dy() > largestSide {
		return drawing{}
	}
	found := s.source(m.Source)
	if found.reason != nil {
		return drawing{}
	}
	radius := m.Radius * p.scale
	// A picture smaller than twice the radius stays square (SketchyBar's 3.5).
	if 2*radius > float64(min(r.Dx(), r.Dy())) {
		radius = 0
	}
	border, width := nrgba(m.Border), p.width(m.BorderWidth)
	bounds := r
	var shade image.Rectangle
	shadow := nrgba(m.ShadowColor)
	if shadow.A > 0 {
		shade = r.Add(image.Pt(snap(m.ShadowOffset.X*p.scale), snap(m.ShadowOffset.Y*p.scale)))
		bounds = bounds.Union(shade)
	}
	full := s.gallery.at(found, r.Size())
	return drawing{bounds: bounds, object: func(visible image.Rectangle) fyne.CanvasObject {
		to := image.NewRGBA(visible)
		if shadow.A > 0 {
			paintRound(to, float64(shade.Min.X), float64(shade.Min.Y), float64(shade.Dx()), float64(shade.Dy()), radius, shadow, color.NRGBA{}, 0)
		}
		z := vector.NewRasterizer(visible.Dx(), visible.Dy())
		roundPath(z, float64(r.Min.X-visible.Min.X), float64(r.Min.Y-visible.Min.Y), float64(r.Dx()), float64(r.Dy()), radius, false)
		z.Draw(to, visible, full, visible.Min.Sub(r.Min))
		paintRing(to, float64(r.Min.X), float64(r.Min.Y), float64(r.Dx()), float64(r.Dy()), radius, border, width)
		to.Rect = image.Rectangle{Max: visible.Size()}
		o := canvas.NewImageFromImage(to)
		o.ScaleMode = canvas.ImageScalePixels
		return settle(o, visible)
	}}
}
