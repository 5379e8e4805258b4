package integration

import (
	"slices"
	"strings"
	"unicode"
)

// splitName takes the last word as the last name, as is common: Sell needs one, and
// Support has a single name. How the product splits names is unconfirmed. "Ruiz, Ana"
// becomes Ana Ruiz. A name that is not a person's, such as those that channels set
// ("Caller +1 (234) 601-8567"), stays whole.
func splitName(name string) (first, last string) {
	words := strings.Fields(cleanName(name))
	name = strings.Join(words, " ")
	if len(words) < 2 || slices.ContainsFunc(words, odd) {
		return "", name
	}
	before, after, comma := strings.Cut(name, ",")
	if !comma {
		return strings.Join(words[:len(words)-1], " "), words[len(words)-1]
	}
	before, after = strings.TrimSpace(before), strings.TrimSpace(after)
	title := strings.ToLower(strings.ReplaceAll(after, ".", ""))
	if before == "" || after == "" || strings.Contains(after, ",") || slices.Contains(titles, title) {
		return "", name
	}
	return after, before
}

// titles follow a name and a comma, and are not first names.
var titles = []string{
	"jr", "sr", "ii", "iii", "iv", "phd", "md", "dds", "esq", "cpa", "mba", "ma", "msc", "bsc", "rn",
	"inc", "ltd", "llc", "llp", "gmbh", "ag", "kg", "sa", "sas", "sl", "srl", "bv", "co", "corp", "plc",
}

// cleanName drops invisible characters. Joiners stay: some scripts need them.
func cleanName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u200b' || unicode.IsControl(r): // a zero-width space is a space
			return ' '
		case r == '\u200c' || r == '\u200d':
			return r
		case unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
}

// odd reports whether a word is not part of a person's name.
func odd(word string) bool {
	return !strings.ContainsFunc(word, unicode.IsLetter) || strings.ContainsFunc(word, func(r rune) bool {
		return unicode.IsDigit(r) || strings.ContainsRune(`()[]{}<>@/|\+"&:;#*_`, r)
	})
}
