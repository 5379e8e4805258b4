package link

import "strings"

// Marks reports whether a text, a note or a description, has a line that is the
// address of a ticket, as a whole: that of ticket 12 is not the start of that of
// ticket 123.
func Marks(text, address string) bool {
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == address {
			return true
		}
	}
	return false
}

// FirstLine is what a comment is recognised by.
func FirstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimSpace(line)
}
