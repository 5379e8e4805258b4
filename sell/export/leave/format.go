package leave

import (
	"html"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// transforms change a value for a target.
var transforms = map[string]func(string) string{
	"html": func(s string) string {
		s = html.EscapeString(s)
		return strings.NewReplacer("\r\n", "<br>", "\n", "<br>", "\r", "<br>").Replace(s)
	},
	"first_line":   func(s string) string { return firstLine(s, 255) },
	"single_line":  func(s string) string { return strings.Join(strings.Fields(s), " ") },
	"lower":        strings.ToLower,
	"present":      func(string) string { return "true" },
	"milliseconds": func(s string) string { return scaled(s, 1000, 1) },
	"minutes":      func(s string) string { return scaled(s, 1, 60) },
	"date": func(s string) string {
		day, _, _ := strings.Cut(s, "T")
		return day
	},
}

// scaled multiplies a whole number, and rounds up what is divided.
func scaled(s string, by, through int64) string {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return s
	}
	return strconv.FormatInt((n*by+through-1)/through, 10)
}

// layouts turns the way that documents write formats into that of package time.
var layouts = strings.NewReplacer("YYYY", "2006", "MM", "01", "DD", "02", "HH", "15", "mm", "04", "ss", "05", "SSS", "000", "Z", "Z07:00")

// when writes a date or a time as a target reads it; ok is false for one that is
// out of its range.
func (t *Target) when(value, format string) (text string, ok bool) {
	at, isTime := instant(value)
	if !isTime {
		var err error
		if at, err = time.Parse(time.DateOnly, value); err != nil {
			return "", false
		}
	}
	if format == "" {
		format = t.Dialect.Date
		if isTime {
			format = t.Dialect.Datetime
		}
	}
	if y := at.UTC().Year(); y < t.Limits.MinYear || y > t.Limits.MaxYear {
		return "", false
	}
	return at.UTC().Format(layouts.Replace(format)), true
}

// format writes a value by its type.
func (t *Target) format(value string, typ Type, format string) (text string, ok bool) {
	switch {
	case value == "":
		return "", true
	case typ == Boolean:
		return map[string]string{"true": t.Dialect.True, "false": t.Dialect.False}[value], true
	case typ == Date, typ == Datetime:
		return t.when(value, format)
	}
	return value, true
}

// option is a choice as it stands in a cell that may hold several.
func (t *Target) option(value, join string) string {
	other := ","
	if strings.Contains(join, ",") {
		other = ";"
	}
	return t.allowed(strings.ReplaceAll(value, strings.TrimSpace(join), other))
}

// allowed takes out the characters that the target refuses.
func (t *Target) allowed(s string) string {
	for _, from := range slices.Sorted(maps.Keys(t.Dialect.Replace)) {
		s = strings.ReplaceAll(s, from, t.Dialect.Replace[from])
	}
	return s
}

// apiName is a name of letters, digits and underscores.
func apiName(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	s := strings.Trim(b.String(), "_")
	if s == "" || s[0] >= '0' && s[0] <= '9' {
		s = strings.TrimSuffix("Sell_"+s, "_")
	}
	return s[:min(len(s), 36)]
}
