package x11

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// charset is one of the character sets of the Compound Text Encoding ("Standard
// Character Set Encodings"). Its decoder reads what has the high bit, as in the
// EUC encodings; width is the bytes of a character.
type charset struct {
	decoder encoding.Encoding // nil for ASCII, and for sets that are not known
	width   int
	prefix  string // before each character
}

var (
	ascii = charset{width: 1}
	// Sets of 94 or 96 characters by their final byte.
	singles = map[byte]charset{
		'A': {charmap.ISO8859_1, 1, ""}, 'B': {charmap.ISO8859_2, 1, ""}, 'C': {charmap.ISO8859_3, 1, ""},
		'D': {charmap.ISO8859_4, 1, ""}, 'F': {charmap.ISO8859_7, 1, ""}, 'G': {charmap.ISO8859_6, 1, ""},
		'H': {charmap.ISO8859_8, 1, ""}, 'L': {charmap.ISO8859_5, 1, ""}, 'M': {charmap.ISO8859_9, 1, ""},
		'V': {charmap.ISO8859_10, 1, ""}, 'Y': {charmap.ISO8859_13, 1, ""}, 'b': {charmap.ISO8859_15, 1, ""},
	}
	katakana = charset{japanese.EUCJP, 1, "\x8e"}
	// Sets of 94 times 94 characters.
	doubles = map[byte]charset{
		'A': {simplifiedchinese.GBK, 2, ""}, 'B': {japanese.EUCJP, 2, ""}, 'C': {korean.EUCKR, 2, ""}, 'D': {japanese.EUCJP, 2, "\x8f"},
	}
)

// compoundText decodes the Compound Text Encoding (X Consortium Standard): left
// and right halves of the byte's range begin as ASCII and Latin-1, and escape
// sequences of ISO 2022 put other sets there; "ESC % G" begins UTF-8 and "ESC % @"
// ends it. Characters of sets that are not known are left out.
func compoundText(data []byte) string {
	var out strings.Builder
	left, right := ascii, singles['A']
	for len(data) > 0 {
		if data[0] != 0x1b {
			end := bytes.IndexByte(data, 0x1b)
			if end < 0 {
				end = len(data)
			}
			writeHalves(&out, data[:end], left, right)
			data = data[end:]
			continue
		}
		if utf, is := bytes.CutPrefix(data, []byte("\x1b%G")); is {
			utf, data, _ = bytes.Cut(utf, []byte("\x1b%@"))
			out.WriteString(strings.ToValidUTF8(string(utf), string(utf8.RuneError)))
			continue
		}
		// Intermediate bytes 0x20–0x2F, then a final byte.
		n := 1
		for n < len(data) && data[n] >= 0x20 && data[n] <= 0x2f {
			n++
		}
		if n == len(data) {
			break
		}
		between, final := string(data[1:n]), data[n]
		data = data[n+1:]
		switch {
		case between == "%/":
			// An extended segment: its length in two bytes, then an encoding's name,
			// a byte 2 and text.
			if len(data) >= 2 {
				length := int(data[0]&0x7f)<<7 | int(data[1]&0x7f)
				segment := data[2:min(len(data), 2+length)]
				data = data[2+len(segment):]
				if text, is := bytes.CutPrefix(segment, []byte("big5-0\x02")); is {
					decoded, _ := traditionalchinese.Big5.NewDecoder().Bytes(text)
					out.Write(decoded)
				}
			}
		case between == "(" && final == 'B', between == "(" && final == 'J':
			left = ascii
		case between == "(":
			left = charset{nil, 1, "?"}
		case between == ")" && final == 'I':
			right = katakana
		case between == "-":
			right = known(singles, final, 1)
		case between == "$(", between == "$":
			left = known(doubles, final, 2)
		case between == "$)":
			right = known(doubles, final, 2)
		}
	}
	return out.String()
}

// known is a set, or one whose characters are left out.
func known(sets map[byte]charset, final byte, width int) charset {
	if set, ok := sets[final]; ok {
		return set
	}
	return charset{nil, width, "?"}
}

// writeHalves writes text without escape sequences. Control characters and the
// space belong to no set.
func writeHalves(out *strings.Builder, text []byte, left, right charset) {
	for len(text) > 0 {
		b := text[0]
		if b <= 0x20 || b >= 0x7f && b < 0xa0 {
			if b <= 0x20 {
				out.WriteByte(b)
			}
			text = text[1:]
			continue
		}
		set := left
		if b >= 0x80 {
			set = right
		}
		if len(text) < set.width {
			return
		}
		character := text[:set.width]
		text = text[set.width:]
		switch {
		case set.decoder != nil:
			encoded := []byte(set.prefix)
			for _, b := range character {
				encoded = append(encoded, b|0x80)
			}
			if decoded, err := set.decoder.NewDecoder().Bytes(encoded); err == nil {
				out.Write(decoded)
			}
		case set.prefix == "":
			out.Write(character)
		}
	}
}
