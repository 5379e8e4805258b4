package supporttest

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// term is one condition of a search query.
type term struct {
	negated  bool
	property string // "" for a bare word or phrase
	op       string // ":", "<", ">", "<=", ">="
	value    string
}

// parseQuery splits a query into its terms.
func parseQuery(query string) []term {
	var terms []term
	for _, part := range splitQuery(query) {
		var t term
		if rest, ok := strings.CutPrefix(part, "-"); ok && rest != "" {
			t.negated, part = true, rest
		}
		t.value = unquoted(part)
		end := strings.IndexAny(part, `:<>"`)
		if end > 0 && part[end] != '"' && isName(part[:end]) {
			t.property = strings.ToLower(part[:end])
			t.op, t.value = part[end:end+1], part[end+1:]
			for _, op := range []string{"<=", ">=", "<", ">"} {
				if rest, ok := strings.CutPrefix(strings.TrimPrefix(part[end:], ":"), op); ok {
					t.op, t.value = op, rest
					break
				}
			}
			t.value = unquoted(t.value)
		}
		if t.value != "" {
			terms = append(terms, t)
		}
	}
	return terms
}

// splitQuery splits at blanks that are not within quotes.
func splitQuery(query string) []string {
	var parts []string
	var part strings.Builder
	quoted, escaped := false, false
	for _, r := range query {
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
		case r == '"':
			quoted = !quoted
		case r == ' ' && !quoted:
			if part.Len() > 0 {
				parts = append(parts, part.String())
				part.Reset()
			}
			continue
		}
		part.WriteRune(r)
	}
	if part.Len() > 0 {
		parts = append(parts, part.String())
	}
	return parts
}

func unquoted(s string) string {
	s = strings.TrimSpace(s)
	if inner, ok := strings.CutPrefix(s, `"`); ok {
		s = strings.TrimSuffix(inner, `"`)
	}
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(s)
}

func isName(s string) bool {
	return strings.TrimLeft(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == ""
}

// matches reports whether a record is what all terms want. Several wanted
// values of one property are alternatives.
func (c *call) matches(resultType string, o fake.Object, terms []term) bool {
	var missed []string // properties with alternatives, none of which fits yet
	var met []string
	for _, t := range terms {
		if t.property == "type" || t.property == "order_by" || t.property == "sort" {
			continue
		}
		fits := c.fits(resultType, o, t)
		switch {
		case t.negated && fits:
			return false
		case t.negated:
		case t.op == ":":
			if fits {
				met = append(met, t.property)
			} else {
				missed = append(missed, t.property)
			}
		case !fits:
			return false
		}
	}
	return !slices.ContainsFunc(missed, func(p string) bool { return !slices.Contains(met, p) })
}

func (c *call) fits(resultType string, o fake.Object, t term) bool {
	if t.property == "" {
		return c.mentions(resultType, o, t.value)
	}
	p, known := propertiesOf(resultType, t.property)
	if !known {
		return false
	}
	values := p.values(c, o)
	if strings.EqualFold(t.value, "none") {
		return len(values) == 0
	}
	return slices.ContainsFunc(values, func(v string) bool { return c.compares(p, v, t) })
}

// compares reports whether a record's value is what a term wants.
func (c *call) compares(p property, value string, t term) bool {
	want := t.value
	switch {
	case p.isTime:
		return c.comparesTime(value, t)
	case t.op != ":":
		n := compareValues(p.rank, strings.ToLower(value), strings.ToLower(want))
		return t.op[0] == '<' && n < 0 || t.op[0] == '>' && n > 0 || len(t.op) == 2 && n == 0
	case p.isText:
		return contains(value, want)
	case strings.HasSuffix(want, "*"):
		return strings.HasPrefix(strings.ToLower(value), strings.ToLower(strings.TrimSuffix(want, "*")))
	}
	return strings.EqualFold(value, want)
}

// contains reports whether a text holds a word or phrase, in any case; with *
// at the end, whether a word begins so.
func contains(text, want string) bool {
	start, isPrefix := strings.CutSuffix(strings.ToLower(want), "*")
	if isPrefix {
		return hasWordPrefix(text, start)
	}
	return strings.Contains(strings.ToLower(text), start)
}

// comparesTime compares dates. A day without a time is the whole of it; "4hours"
// is that long ago.
func (c *call) comparesTime(value string, t term) bool {
	at, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return false
	}
	from, to, ok := c.span(t.value)
	if !ok {
		return false
	}
	switch t.op {
	case "<":
		return at.Before(from)
	case "<=":
		return at.Before(to) || at.Equal(from)
	case ">":
		return at.After(from) && !at.Before(to)
	case ">=":
		return !at.Before(from)
	}
	return !at.Before(from) && at.Before(to)
}

// span returns the time that a query's date means, from its first moment to
// the first after it.
func (c *call) span(text string) (from, to time.Time, ok bool) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day, day.AddDate(0, 0, 1), true
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, at.Add(time.Second), true
	}
	number := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyz")
	n, err := strconv.Atoi(number)
	unit, known := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour, "week": 7 * 24 * time.Hour,
		"month": 30 * 24 * time.Hour, "year": 365 * 24 * time.Hour}[strings.TrimSuffix(strings.TrimPrefix(text, number), "s")]
	if err != nil || !known {
		return from, to, false
	}
	from = c.now.Add(-time.Duration(n) * unit)
	return from, from, true
}

// searched are the members in which bare words are looked for.
var searched = map[string][]string{
	"ticket":       {"subject", "description"},
	"user":         {"name", "email", "phone", "external_id", "notes", "details", "alias"},
	"organization": {"name", "details", "notes", "external_id"},
	"group":        {"name", "description"},
}

func (c *call) mentions(resultType string, o fake.Object, word string) bool {
	for _, member := range searched[resultType] {
		if contains(o.Text(member), word) {
			return true
		}
	}
	id, _ := o.Int("id")
	switch resultType {
	case "ticket":
		return o.Text("id") == word || slices.ContainsFunc(c.under("comments", id), func(r row) bool { return contains(r.object.Text("body"), word) })
	case "user":
		return slices.ContainsFunc(c.identityValues(id, ""), func(v string) bool { return contains(v, word) })
	}
	return false
}

// identityValues are the addresses of a user, of one type or of all.
func (c *call) identityValues(user int64, kind string) []string {
	var values []string
	for _, r := range c.under("identities", user) {
		if kind == "" || r.object.Text("type") == kind {
			values = append(values, r.object.Text("value"))
		}
	}
	return values
}

// texts are the values of a member, each of an array.
func texts(o fake.Object, member string) []string {
	list, isList := items(o.Raw(member))
	if !isList {
		list = []json.RawMessage{o.Raw(member)}
	}
	var values []string
	for _, raw := range list {
		if s := fake.Text(raw); s != "" {
			values = append(values, s)
		}
	}
	return values
}
