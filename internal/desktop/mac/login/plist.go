package login

import (
	"bytes"
	"encoding/xml"
	"fmt"
)

// Dict is a property list's dictionary, in its order.
type Dict []Pair

// Pair is a key and its value: a string, a bool, an int, a []string or a Dict.
type Pair struct {
	Key   string
	Value any
}

// Plist is a property list in XML (plist(5)).
func Plist(d Dict) []byte {
	var out bytes.Buffer
	out.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
`)
	write(&out, d, "")
	out.WriteString("</plist>\n")
	return out.Bytes()
}

func write(out *bytes.Buffer, value any, indent string) {
	element := func(name, text string) {
		fmt.Fprintf(out, "%s<%s>", indent, name)
		xml.EscapeText(out, []byte(text))
		fmt.Fprintf(out, "</%s>\n", name)
	}
	switch v := value.(type) {
	case string:
		element("string", v)
	case int:
		element("integer", fmt.Sprint(v))
	case bool:
		fmt.Fprintf(out, "%s<%t/>\n", indent, v)
	case []string:
		fmt.Fprintf(out, "%s<array>\n", indent)
		for _, s := range v {
			write(out, s, indent+"\t")
		}
		fmt.Fprintf(out, "%s</array>\n", indent)
	case Dict:
		fmt.Fprintf(out, "%s<dict>\n", indent)
		for _, p := range v {
			fmt.Fprintf(out, "%s\t<key>", indent)
			xml.EscapeText(out, []byte(p.Key))
			out.WriteString("</key>\n")
			write(out, p.Value, indent+"\t")
		}
		fmt.Fprintf(out, "%s</dict>\n", indent)
	default:
		panic(fmt.Sprintf("a property list has no %T", value))
	}
}
