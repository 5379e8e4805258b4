package selltest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// resource is one kind of record: what its tables in the API's reference say,
// as data, and the records.
type resource struct {
	kind     string // its path below /v2, such as "leads" or "deals/{parent}/associated_contacts"
	typ      string // meta.type of a record
	verbs    string // of: list get create update delete upsert
	attrs    []attr
	filters  []string // attributes to filter by, and names that match.go knows; "ids" beside
	noIDs    bool     // no filter by ids
	sorts    []string // attributes to sort by
	order    string   // default order: an attribute, with ":desc"
	maxPage  int      // default 100
	whole    bool     // lists all, unless a page is asked for
	paired   bool     // the filters resource_type and resource_id go together
	unique   []string // no two records are equal in all of these
	parent   string   // the kind that {parent} in the path is an id of
	byMember string   // {id} in the path is this member, since the records have no id
	tagged   bool     // its tags are listed under /tags
	version  bool     // meta holds a version
	profile  bool     // needs the scope profile instead of read
	needs    string   // needs this scope instead
	admin    bool     // only admins write
	includes []string // kinds nested in it that a record is answered with on request
	pointer  string   // what the names of attributes stand below in errors
	reads    bool     // its POST needs the scope read
	owned    bool     // who sees a record follows from its owner

	visible func(c *call, res *resource, o fake.Object) bool         // to the user of the call; nil: to all
	settle  func(c *call, old fake.Object, o *fake.Object) []problem // checks and derives what the table cannot say; old is nil on create
	show    func(c *call, o fake.Object) fake.Object                 // changes what is answered
	born    []string                                                 // the records that exist from the start
	table   *fake.Indexed
}

// attr is one attribute, read from a line of a table: name, type and words.
//
//	ro co wo       read-only, create-only, write-only; else it is writable
//	req            needed to create
//	null           may be null
//	=v             value when it is not given: JSON or a word, self (the
//	               token's user), now, or nothing (the empty text)
//	ref:a|b        the id of a record of kind a or b
//	in:a,b         one of these
//	max:n          at most n, and at least 0
//	old:name       older clients write it under this name
type attr struct {
	name, typ              string
	readOnly, once, hidden bool
	required, nullable     bool
	initial                string
	hasInitial             bool
	refs, oneOf            []string
	max                    int64
	limited                bool
	old                    string
}

func parseAttrs(table string) []attr {
	var attrs []attr
	for line := range strings.Lines(table) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		a := attr{name: words[0], typ: words[1]}
		for _, word := range words[2:] {
			key, value, _ := strings.Cut(word, ":")
			switch {
			case word[0] == '=':
				a.initial, a.hasInitial = word[1:], true
			case word == "ro":
				a.readOnly = true
			case word == "co":
				a.once = true
			case word == "wo":
				a.hidden = true
			case word == "req":
				a.required = true
			case word == "null":
				a.nullable = true
			case key == "ref":
				a.refs = strings.Split(value, "|")
			case key == "in":
				a.oneOf = strings.Split(value, ",")
			case key == "old":
				a.old = value
			case key == "max":
				a.limited = true
				a.max, _ = strconv.ParseInt(value, 10, 64)
			default:
				panic(fmt.Sprintf("selltest: attribute %s: what is %q?", a.name, word))
			}
		}
		attrs = append(attrs, a)
	}
	return attrs
}

func (res *resource) attr(name string) (attr, bool) {
	i := slices.IndexFunc(res.attrs, func(a attr) bool { return a.name == name || a.old != "" && a.old == name })
	if i < 0 {
		return attr{}, false
	}
	return res.attrs[i], true
}

func (res *resource) can(verb string) bool {
	return slices.Contains(strings.Fields(res.verbs), verb)
}

// start returns what an attribute holds when it is not given.
func (a attr) start(c *call) json.RawMessage {
	switch {
	case !a.hasInitial:
		return json.RawMessage("null")
	case a.initial == "self":
		return fake.JSON(c.user.id)
	case a.initial == "now":
		return fake.JSON(c.stamp())
	case a.typ == "text" || a.typ == "decimal":
		return fake.JSON(a.initial)
	}
	return json.RawMessage(a.initial)
}

// Members that are kept with a record and never answered begin with this.
const secret = "\x00"

const (
	parentMember  = secret + "parent"  // the id of the record that it is nested in
	versionMember = secret + "version" // meta.version
	bornMember    = secret + "born"    // it was there from the start
	overdueMember = secret + "overdue" // a task was seeded with what its overdue says
)

// public returns a record without its secret members.
func public(o fake.Object) fake.Object {
	return slices.DeleteFunc(slices.Clone(o), func(m fake.Member) bool { return strings.HasPrefix(m.Name, secret) })
}
