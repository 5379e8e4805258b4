package supporttest

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// kind describes the records of one resource.
type kind struct {
	plural string // under which lists show them, and Seed takes them
	one    string // under which a single one is read and written
	title  string // in messages and the names of jobs' errors
	at     string // path below /api/v2, if it is not the plural

	parent      string // member that names the record these belong to
	needsParent bool   // the API does not show that member
	undated     bool   // no updated_at
	unlinked    bool   // no url
	byKey       bool   // bulk calls may name records by external_id

	fresh    string     // the members of a new record and what they hold
	write    attributes // what requests may set
	unknown  []string   // those that name records of kinds that are not kept: none is known
	required []string

	sorts    []string            // what cursor pages can be sorted by
	sortBys  []string            // what numbered pages can be sorted by
	falling  []string            // those of sortBys that are descending unless the request tells
	order    string              // of a list by default, if it is not by id
	sideload map[string]sideload // by the value of include
}

func (k *kind) path() string {
	if k.at != "" {
		return k.at
	}
	return k.plural
}

// blank returns the members of a new record.
func (k *kind) blank() fake.Object {
	o, err := fake.ParseObject([]byte(k.fresh))
	if err != nil {
		panic(k.plural + ": " + err.Error())
	}
	return o
}

// attributes are the members that a request may set, with their types.
type attributes map[string]attribute

type attribute int

const (
	anything attribute = iota
	text
	number // an integer, also as text
	boolean
	list    // an array
	numbers // an array of integers
	words   // an array of texts, or a text of several
	mapping // an object
	choice  // a text; an empty one means null
	date    // a time, stored in UTC with seconds
	keyed   // an object whose members are set one by one: the others stay
)

// rules say what a type wants, in the words of the error.
var rules = map[attribute]string{
	text: "must be a string", number: "must be an integer", boolean: "must be a boolean", list: "must be an array",
	numbers: "must be an array of integers", words: "must be an array of strings", mapping: "must be an object", keyed: "must be an object",
	choice: "must be a string",
}

// convert returns the value as it is stored, and whether it is of the type.
// Null always is, and empties lists; scalars of another type are taken when they
// are convertible.
func (a attribute) convert(raw json.RawMessage) (json.RawMessage, bool) {
	none := json.RawMessage("null")
	if string(raw) == "null" {
		if a == list || a == numbers || a == words {
			return json.RawMessage("[]"), true
		}
		return none, true
	}
	first := raw[0]
	if (a == choice || a == date) && string(raw) == `""` {
		return none, true
	}
	switch a {
	case anything:
		return raw, true
	case date:
		at, ok := readTime(fake.Text(raw))
		return fake.JSON(at.UTC().Format(layout)), ok
	case text, choice:
		return fake.JSON(fake.Text(raw)), first != '{' && first != '['
	case number:
		n, ok := object("n", raw).Int("n")
		return fake.JSON(n), ok
	case boolean:
		s := fake.Text(raw)
		return json.RawMessage(s), s == "true" || s == "false"
	case list:
		return raw, first == '['
	case mapping, keyed:
		return raw, first == '{'
	case numbers:
		ids, ok := integers(raw)
		return fake.JSON(ids), ok
	case words:
		tags, ok := tagsOf(raw)
		return fake.JSON(tags), ok
	}
	panic("no such type")
}

// readTime reads a time in ISO 8601, or a day.
func readTime(text string) (time.Time, bool) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		at, err = time.Parse(time.DateOnly, text)
	}
	return at, err == nil
}

// items splits an array; ok is false for anything else.
func items(raw json.RawMessage) (list []json.RawMessage, ok bool) {
	return list, len(raw) > 0 && raw[0] == '[' && json.Unmarshal(raw, &list) == nil
}

func integers(raw json.RawMessage) ([]int64, bool) {
	values, ok := items(raw)
	ids := []int64{}
	for _, v := range values {
		n, isInt := object("n", v).Int("n")
		if !isInt {
			return nil, false
		}
		if !slices.Contains(ids, n) {
			ids = append(ids, n)
		}
	}
	return ids, ok
}

// tagsOf reads tags as requests hold them: an array or a text; in lower case,
// each once, none with a blank in it.
func tagsOf(raw json.RawMessage) ([]string, bool) {
	var all string
	switch {
	case len(raw) == 0 || string(raw) == "null":
	case raw[0] == '"':
		all = fake.Text(raw)
	default:
		var values []string
		if json.Unmarshal(raw, &values) != nil {
			return nil, false
		}
		all = strings.Join(values, " ")
	}
	tags := []string{}
	for _, tag := range strings.FieldsFunc(strings.ToLower(all), func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\n' }) {
		if !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return tags, true
}

// take checks what a request sets: members that it may not set are dropped and
// named in a header, as the API does; a value of the wrong type is an error.
func (c *call) take(k *kind, in fake.Object) (fake.Object, error) {
	var out fake.Object
	var ignored []string
	for _, m := range in {
		a, known := k.write[m.Name]
		if !known {
			ignored = append(ignored, m.Name)
			continue
		}
		value, ok := a.convert(m.Value)
		if !ok && a == date {
			return nil, invalid(m.Name, "InvalidValue", titled(m.Name)+": is not a valid date")
		}
		if !ok {
			return nil, badValue(m.Name, rules[a])
		}
		if a == keyed && string(value) == "null" {
			continue
		}
		out = append(out, fake.Member{Name: m.Name, Value: value})
	}
	for _, name := range k.unknown {
		if ids, isList := integers(out.Raw(name)); out.Present(name) && (!isList || len(ids) > 0) {
			ignored = append(ignored, name) // there is no such record
		}
	}
	c.warn(ignored)
	return out.Without(k.unknown...), nil
}

// merge sets the members of a change, those of keyed ones key by key.
func (k *kind) merge(old, change fake.Object) fake.Object {
	merged := old.Merge(change)
	for _, m := range change {
		before, err := fake.ParseObject(orNull(old.Raw(m.Name)))
		if k.write[m.Name] != keyed || err != nil {
			continue
		}
		if after, err := fake.ParseObject(m.Value); err == nil {
			merged = merged.With(m.Name, before.Merge(after))
		}
	}
	return merged
}

// warn names what was ignored in the header that the API has for it.
func (c *call) warn(names []string) {
	if len(names) > 0 {
		c.header.Add("X-Zendesk-Api-Warn", "Removed restricted keys "+string(fake.JSON(names))+" from parameters according to whitelist")
	}
}

// envelope returns the record in the request's body. A body without its name
// is no error in this API: it counts as an empty record, and wrapped is false.
func (c *call) envelope(name string) (in fake.Object, wrapped bool, err error) {
	raw := c.body.Raw(name)
	if raw == nil {
		names := make([]string, len(c.body))
		for i, m := range c.body {
			names[i] = m.Name
		}
		c.warn(names)
		return nil, false, nil
	}
	if in, err = fake.ParseObject(raw); err != nil {
		return nil, false, badValue(name, rules[mapping])
	}
	return in, true, nil
}

// batch returns the records in the request's body, at most a hundred.
func (c *call) batch(name string) ([]fake.Object, error) {
	values, ok := items(c.body.Raw(name))
	if !ok {
		return nil, badValue(name, rules[list])
	}
	if len(values) > 100 {
		return nil, c.tooMany()
	}
	records := make([]fake.Object, len(values))
	for i, v := range values {
		var err error
		if records[i], err = fake.ParseObject(v); err != nil {
			return nil, badValue(name, "must be an array of objects")
		}
	}
	return records, nil
}

// ids returns the ids in the query, at most a hundred.
func (c *call) ids() ([]int64, error) {
	var ids []int64
	for part := range strings.SplitSeq(c.query.Get("ids"), ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		id, ok := object("n", fake.JSON(part)).Int("n")
		if !ok {
			return nil, badValue("ids", "must be a list of integers")
		}
		ids = append(ids, id)
	}
	if len(ids) > 100 {
		return nil, c.tooMany()
	}
	return ids, nil
}
