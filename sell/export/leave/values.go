package leave

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sellsupport/zendesk"
)

// cell converts a member to the text of a column. exact is false where the text
// does not tell the member whole: the member then goes to extra as well. odd says
// that it is not what Sell documents.
// Amounts are strings in JSON; where wholeIsNumber, only those with a fraction.
func cell(typ Type, wholeIsNumber bool, raw []byte) (value string, exact, odd bool) {
	switch typ {
	case Text, Key:
		switch raw[0] {
		case '"':
			return clean(raw)
		case '{', '[':
			return "", false, true
		}
		return strings.TrimSpace(string(raw)), false, false
	case Integer:
		if _, ok := number(raw); ok {
			return string(raw), true, false
		}
		s := text(raw)
		_, ok := number([]byte(s))
		return keep(s, ok), false, !ok
	case Boolean:
		if s := string(raw); s == "true" || s == "false" {
			return s, true, false
		}
		return "", false, true
	case Decimal:
		s, quoted := string(raw), raw[0] == '"'
		if quoted {
			s = text(raw)
		}
		plain, ok := digits(s)
		return plain, ok && plain == s && quoted == (!wholeIsNumber || strings.Contains(s, ".")), !ok
	case Datetime:
		s := text(raw)
		at, ok := instant(s)
		if !ok {
			return "", false, true
		}
		value = stamp(at)
		return value, value == s, false
	case Date:
		s := text(raw)
		d, err := zendesk.ParseDate(s)
		return d.String(), err == nil && d.String() == s, err != nil
	case JSON:
		return string(raw), true, false
	}
	return "", false, true
}

func keep(s string, ok bool) string {
	if !ok {
		return ""
	}
	return s
}

// clean returns a JSON string without what tables cannot hold: NUL, and halves of
// characters.
func clean(raw []byte) (value string, exact, odd bool) {
	s := text(raw)
	exact = true
	if strings.ContainsRune(s, 0) {
		s, exact, odd = strings.ReplaceAll(s, "\x00", ""), false, true
	}
	if strings.ContainsRune(s, utf8.RuneError) && !strings.Contains(string(raw), "\uFFFD") {
		exact, odd = false, true
	}
	return s, exact, odd
}

// digits writes a decimal number in plain digits.
func digits(s string) (string, bool) {
	d, err := zendesk.ParseDecimal(s)
	if err != nil {
		return "", false
	}
	data, err := d.MarshalJSON()
	return strings.Trim(string(data), `"`), err == nil
}

// instant reads a time as Sell writes it.
func instant(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05-0700"} {
		if at, err := time.Parse(layout, s); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }

// firstLine is the first line of a text, at most so many characters of it.
func firstLine(s string, most int) string {
	s = strings.TrimSpace(s)
	if i := strings.IndexAny(s, "\r\n"); i >= 0 {
		s = strings.TrimSpace(s[:i])
	}
	return cut(s, most)
}

// cut shortens a text to at most so many characters.
func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	n := 0
	for i := range s {
		if n == most-1 {
			return strings.TrimSpace(s[:i]) + "…"
		}
		n++
	}
	return s
}
