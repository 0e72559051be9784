//go:build darwin && cgo

package surface

import (
	"bytes"
	"image"
	"unsafe"

	ak "github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/macos/foundation"
	"github.com/progrium/darwinkit/macos/quartzcore"
	"github.com/progrium/darwinkit/objc"

	"perch/internal/desktop/mac/appkit"
)

// present makes an image what the window shows, without an animation.
func (pane *panel) present(im *image.RGBA) {
	rep := bitmap(im)
	if rep.IsNil() {
		return
	}
	quartzcore.Transaction_Begin()
	quartzcore.Transaction_SetDisableActions(true)
	layer := pane.view.Layer()
	layer.SetContentsScale(pane.scale)
	// A Core Foundation object, which a layer takes as it takes any other.
	layer.SetContents(objc.Call[objc.Object](rep, objc.Sel("CGImage")))
	quartzcore.Transaction_Commit()
	if !pane.effect.IsNil() {
		pane.shape(im)
	}
	if pane.want.Shadow {
		objc.Call[objc.Void](pane.window, objc.Sel("invalidateShadow"))
	}
}

// shape lets the blurred background show where the image does.
func (pane *panel) shape(im *image.RGBA) {
	covered := coverage(im)
	if pane.covered != nil && pane.covered.Rect == covered.Rect && bytes.Equal(pane.covered.Pix, covered.Pix) {
		return
	}
	pane.covered = covered
	mask := ak.NewImageWithSize(foundation.Size{
		Width: float64(covered.Rect.Dx()) / pane.scale, Height: float64(covered.Rect.Dy()) / pane.scale,
	})
	mask.AddRepresentation(bitmap(covered))
	pane.effect.SetMaskImage(mask)
}

// bitmap is a copy of an image, premultiplied as it is, with sRGB colours.
func bitmap(im *image.RGBA) ak.BitmapImageRep {
	size := im.Rect.Size()
	rep := blank(size.X, size.Y)
	if rep.IsNil() {
		return rep
	}
	stride := rep.BytesPerRow()
	copyRows(unsafe.Slice(rep.BitmapData(), stride*size.Y), stride, im)
	return rep.BitmapImageRepByRetaggingWithColorSpace(ak.ColorSpace_SRGBColorSpace())
}

// blank is a bitmap with four bytes a pixel: red, green, blue and alpha.
func blank(width, height int) ak.BitmapImageRep {
	const colours = "NSDeviceRGBColorSpace"
	return ak.NewBitmapImageRepWithBitmapDataPlanesPixelsWidePixelsHighBitsPerSampleSamplesPerPixelHasAlphaIsPlanarColorSpaceNameBytesPerRowBitsPerPixel(
		nil, width, height, 8, 4, true, false, colours, 4*width, 32)
}

// bundleOf is where the application with a bundle id is, or the running one with a
// name; nil inside if there is none.
func bundleOf(app string) foundation.URL {
	w := ak.Workspace_SharedWorkspace()
	if u := w.URLForApplicationWithBundleIdentifier(app); !u.IsNil() {
		return u
	}
	for _, r := range appkit.Running() {
		if r.LocalizedName() == app {
			return r.BundleURL()
		}
	}
	return foundation.URL{}
}

// Icon is that of an application; windows have none of their own.
func (p *panels) Icon(_ uint32, app string, size int) image.Image {
	if app == "" || size <= 0 {
		return nil
	}
	var out *image.RGBA
	onMain(func() {
		bundle := bundleOf(app)
		if bundle.IsNil() {
			return
		}
		rep := blank(size, size)
		if rep.IsNil() {
			return
		}
		ak.GraphicsContext_SaveGraphicsState_()
		ak.GraphicsContext_SetCurrentContext(ak.GraphicsContext_GraphicsContextWithBitmapImageRep(rep))
		ak.Workspace_SharedWorkspace().IconForFile(bundle.Path()).DrawInRect(foundation.Rect{Size: foundation.Size{Width: float64(size), Height: float64(size)}})
		ak.GraphicsContext_RestoreGraphicsState_()
		stride := rep.BytesPerRow()
		from := unsafe.Slice(rep.BitmapData(), stride*size)
		out = image.NewRGBA(image.Rect(0, 0, size, size))
		for y := range size {
			copy(out.Pix[y*out.Stride:][:4*size], from[y*stride:])
		}
	})
	if out == nil {
		return nil
	}
	return out
}
