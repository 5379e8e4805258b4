package link

import "strings"

// Marks reports whether a line of a text, such as a note or a description, is the
// address of a ticket. It compares whole lines, because the address of ticket 12 is also
// the start of that of ticket 123.
func Marks(text, address string) bool {
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == address {
			return true
		}
	}
	return false
}

// FirstLine returns the first line of a text, by which a comment is recognised.
func FirstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimSpace(line)
}
