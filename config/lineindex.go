package config

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// place is a position in the file, both parts 1-based; columns count characters.
type place struct{ line, column int }

// lineIndex finds the line and column of a byte offset.
type lineIndex struct {
	data   []byte
	starts []int // offset of every line's first byte
	// blocks counts the characters before every block of the data, so that
	// long lines cost no more than short ones.
	blocks []int
}

const block = 1 << 10

func indexLines(data []byte) lineIndex {
	l := lineIndex{data: data, starts: []int{0}}
	chars := 0
	for i, c := range data {
		if i%block == 0 {
			l.blocks = append(l.blocks, chars)
		}
		if utf8.RuneStart(c) {
			chars++
		}
		if c == '\n' {
			l.starts = append(l.starts, i+1)
		}
	}
	l.blocks = append(l.blocks, chars)
	return l
}

// characters is how many begin before offset.
func (l lineIndex) characters(offset int) int {
	if offset == len(l.data) {
		return l.blocks[len(l.blocks)-1]
	}
	n := l.blocks[offset/block]
	for _, c := range l.data[offset/block*block : offset] {
		if utf8.RuneStart(c) {
			n++
		}
	}
	return n
}

// offset is the reverse of place, for 1-based lines and columns in bytes.
func (l lineIndex) offset(line, column int) int {
	line = min(max(line, 1), len(l.starts))
	return min(l.starts[line-1]+max(column, 1)-1, len(l.data))
}

func (l lineIndex) place(offset int) place {
	offset = min(offset, len(l.data))
	for offset > 0 && offset < len(l.data) && !utf8.RuneStart(l.data[offset]) {
		offset-- // go-toml counts in bytes
	}
	line := sort.SearchInts(l.starts, offset+1)
	return place{line, l.characters(offset) - l.characters(l.starts[line-1]) + 1}
}

// within is the place of a line and column, both 1-based, of a text that starts
// at offset. Columns count characters.
func (l lineIndex) within(offset, line, column int) place {
	p := l.place(offset)
	if line > 1 {
		p = place{p.line + line - 1, column}
	} else {
		p.column += column - 1
	}
	// A message about a text's end may point past the file's.
	p.line = min(p.line, len(l.starts))
	end := len(l.data)
	if p.line < len(l.starts) {
		end = l.starts[p.line] - 1
	}
	p.column = min(p.column, l.place(end).column)
	return p
}

// withoutMark drops a byte order mark, which editors on Windows write.
func withoutMark(data []byte) []byte { return bytes.TrimPrefix(data, []byte("\ufeff")) }
