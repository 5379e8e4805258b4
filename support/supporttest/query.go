package supporttest

import (
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

// checkQuery refuses terms that cannot mean anything: a property that none of
// the types has, and a date that is none. Else they would miss in silence.
func (c *call) checkQuery(terms []term, kinds []resultKind) error {
	for _, t := range terms {
		switch t.property {
		case "", "order_by", "sort":
			continue
		case "type":
			if !slices.ContainsFunc(results, func(r resultKind) bool { return strings.EqualFold(r.name, t.value) }) {
				return invalidSearch("Invalid type: " + t.value)
			}
			continue
		}
		known, readable := false, false
		for _, r := range kinds {
			if p, ok := propertyOf(r.name, t.property); ok {
				_, _, isDate := c.span(t.value)
				known, readable = true, readable || !p.isTime || isDate || strings.EqualFold(t.value, "none")
			}
		}
		if !known {
			return invalidSearch("Unknown property: " + t.property)
		}
		if !readable {
			return invalidSearch("Invalid date: " + t.value)
		}
	}
	return nil
}

// condition is a term about records of one type.
type condition struct {
	term
	of       property
	from, to time.Time // that a date means
}

// conditions are what the terms want of records of a type; possible is false
// where there cannot be any.
func (c *call) conditions(resultType string, terms []term) (all []condition, possible bool) {
	for _, t := range terms {
		switch t.property {
		case "type", "order_by", "sort":
			continue
		case "":
			all = append(all, condition{term: t})
			continue
		}
		p, known := propertyOf(resultType, t.property)
		if !known && !t.negated {
			return nil, false // other types have it
		}
		if known {
			wanted := condition{term: t, of: p}
			wanted.from, wanted.to, _ = c.span(t.value)
			all = append(all, wanted)
		}
	}
	return all, true
}

// matches reports whether a record is what all conditions want. Several wanted
// values of one property are alternatives.
func (c *call) matches(k *kind, o fake.Object, wanted []condition) bool {
	for i, t := range wanted {
		switch {
		case t.negated:
			if c.fits(k, o, t) {
				return false
			}
		case !t.alternative():
			if !c.fits(k, o, t) {
				return false
			}
		case slices.ContainsFunc(wanted[:i], t.alternativeTo): // was looked at
		case !slices.ContainsFunc(wanted[i:], func(other condition) bool { return t.alternativeTo(other) && c.fits(k, o, other) }):
			return false
		}
	}
	return true
}

// alternative reports whether further terms of the property widen this one.
func (t condition) alternative() bool { return !t.negated && t.op == ":" }

// isNone reports whether records without a value are wanted.
func (t condition) isNone() bool { return t.property != "" && strings.EqualFold(t.value, "none") }

func (t condition) alternativeTo(other condition) bool {
	return t.alternative() && other.alternative() && t.property == other.property
}

func (c *call) fits(k *kind, o fake.Object, t condition) bool {
	if t.property == "" {
		return slices.ContainsFunc(c.searchable(k, o), func(text string) bool { return contains(text, t.value) })
	}
	values := t.of.values(c, o)
	if t.isNone() {
		return len(values) == 0
	}
	return slices.ContainsFunc(values, t.holds)
}

// holds reports whether a value of a record is what the condition wants.
func (t condition) holds(value string) bool {
	want := t.value
	switch {
	case t.of.isTime:
		return t.isAt(value)
	case t.op != ":":
		n := keyOf(t.of.rank, strings.ToLower(value)).Compare(keyOf(t.of.rank, strings.ToLower(want)))
		return t.op[0] == '<' && n < 0 || t.op[0] == '>' && n > 0 || len(t.op) == 2 && n == 0
	case t.of.isText:
		return contains(value, want)
	case strings.HasSuffix(want, "*"):
		return strings.HasPrefix(strings.ToLower(value), strings.ToLower(strings.TrimSuffix(want, "*")))
	}
	return strings.EqualFold(value, want)
}

// isAt compares dates. A day without a time is the whole of it; "4hours" is
// that long ago.
func (t condition) isAt(value string) bool {
	at, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return false
	}
	switch t.op {
	case "<":
		return at.Before(t.from)
	case "<=":
		return at.Before(t.to) || at.Equal(t.from)
	case ">":
		return at.After(t.from) && !at.Before(t.to)
	case ">=":
		return !at.Before(t.from)
	}
	return !at.Before(t.from) && at.Before(t.to)
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

// identityValues are the addresses of a user, of one type or of all.
func (s *Server) identityValues(user int64, kind string) []string {
	var values []string
	for _, r := range s.under("identities", user) {
		if kind == "" || r.object.Text("type") == kind {
			values = append(values, r.object.Text("value"))
		}
	}
	return values
}

// texts are the values of a member, each of an array.
func texts(o fake.Object, member string) []string {
	raw := o.Raw(member)
	if list, isList := items(raw); isList {
		var values []string
		for _, item := range list {
			if s := fake.Text(item); s != "" {
				values = append(values, s)
			}
		}
		return values
	}
	if s := fake.Text(raw); s != "" {
		return []string{s}
	}
	return nil
}
