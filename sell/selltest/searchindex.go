package selltest

import (
	"encoding/json"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// searchIndex is one kind of record as the Search API has it.
type searchIndex struct {
	kind     string // "leads"
	typ      string // "lead"
	attrs    []searchAttr
	wallTime bool // compares times by the clock of the account's zone
}

// searchAttr is one attribute, read from a line of a table: name, type and
// where its value comes from.
//
//   - nowhere: the attribute exists and is always null
//     email           a member of the record
//     address/city    a member of an object in the record
//     owner_id>users.name  a member of the record that is referred to
//     @full           one of searchValues
//
// A type that begins with [] has several values.
type searchAttr struct{ name, typ, source string }

func (a searchAttr) many() bool   { return strings.HasPrefix(a.typ, "[]") }
func (a searchAttr) base() string { return strings.TrimPrefix(a.typ, "[]") }

func parseSearchAttrs(table string) []searchAttr {
	var attrs []searchAttr
	for line := range strings.Lines(table) {
		if words := strings.Fields(line); len(words) > 0 {
			attrs = append(attrs, searchAttr{words[0], words[1], words[2]})
		}
	}
	return attrs
}

// searchRef is a record that is referred to: its id and its name.
func searchRef(name, member, kinds string) string {
	return "\n" + name + ".id long " + member + "\n" + name + ".name keyword " + member + ">" + kinds + ".name"
}

func searchAddress(name, member string) string {
	var b strings.Builder
	for _, part := range [][2]string{{"street", "line1"}, {"city", "city"}, {"region", "state"}, {"zip_code", "postal_code"}, {"country", "country"}} {
		b.WriteString("\n" + name + "." + part[0] + " keyword " + member + "/" + part[1])
	}
	return b.String()
}

var (
	searchCommon = `
		id         id        id
		uid        keyword   -
		version    version   @version
		created_at date_time created_at
		updated_at date_time updated_at` + searchRef("owner", "owner_id", "users") + searchRef("creator", "creator_id", "users")

	searchPerson = searchCommon + `
		first_name           string    first_name
		last_name            string    last_name
		display_name         string    @display_name
		email                keyword   email
		phone_numbers.phone  keyword   phone
		phone_numbers.mobile keyword   mobile
		normalized_phone_numbers.national_number []keyword @national_number
		fax                  keyword   fax
		website              keyword   website
		title                string    title
		description          string    description
		industry             keyword   industry
		twitter              keyword   twitter
		facebook             keyword   facebook
		linkedin             keyword   linkedin
		skype                keyword   skype
		collaborators        []long    @collaborators
		tags                 []keyword tags
		last_activity_date   date_time -` + searchAddress("address", "address")

	searchActivity = searchCommon + `
		content       string  content
		resource.id   long    resource_id
		resource.type keyword resource_type
	`
)

// searchIndexes are the kinds of records that can be searched.
func searchIndexes() []*searchIndex {
	return []*searchIndex{
		{kind: "leads", typ: "lead", attrs: parseSearchAttrs(searchPerson + `
			name            string  @name
			company_name    string  organization_name
			status.id       long    @status_id
			status.position integer -` +
			searchRef("source", "source_id", "lead_sources|sources") +
			searchRef("unqualified_reason", "unqualified_reason_id", "lead_unqualified_reasons") +
			searchAddress("shipping_address", "-"))},
		{kind: "contacts", typ: "contact", attrs: parseSearchAttrs(searchPerson + `
			name                string  name
			is_organisation     boolean is_organization
			is_sales_account    boolean @is_sales_account
			customer_status     keyword customer_status
			prospect_status     keyword prospect_status
			company_id          long    contact_id
			parent_company_id   long    parent_organization_id
			parent_company_name keyword parent_organization_id>contacts.name` +
			searchRef("company", "contact_id", "contacts") +
			searchRef("parent_company", "parent_organization_id", "contacts") +
			searchAddress("billing_address", "billing_address") + searchAddress("shipping_address", "shipping_address"))},
		{kind: "deals", typ: "deal", attrs: parseSearchAttrs(searchCommon + `
			name                 string    name
			decimal_value        double    value
			currency             keyword   currency
			hot                  boolean   hot
			is_won               boolean   @is_won
			is_closed            boolean   @is_closed
			stage.id             long      stage_id
			stage.is_active      boolean   stage_id>stages.active
			stage.position       integer   stage_id>stages.position
			pipeline_id          long      stage_id>stages.pipeline_id
			last_stage_change_at date_time last_stage_change_at
			estimated_close_date date      estimated_close_date
			estimated_win_likelihood integer customized_win_likelihood
			close_date           date      -
			added_at             date      @added_date
			added_at_with_time   date_time added_at
			last_activity_date   date_time last_activity_at
			collaborators        []long    @collaborators
			tags                 []keyword tags` + searchAddress("address", "-") +
			searchRef("contact", "contact_id", "contacts") + searchRef("company", "organization_id", "contacts") +
			searchRef("source", "source_id", "deal_sources|sources") + searchRef("loss_reason", "loss_reason_id", "loss_reasons") +
			searchRef("unqualified_reason", "unqualified_reason_id", "deal_unqualified_reasons"))},
		{kind: "notes", typ: "note", attrs: parseSearchAttrs(strings.ReplaceAll(searchActivity, "owner_id", "creator_id") + `
			type         keyword   type
			is_important boolean   is_important
			tags         []keyword tags`)},
		{kind: "tasks", typ: "task", wallTime: true, attrs: parseSearchAttrs(searchActivity + `
			completed    boolean   completed
			completed_at date_time completed_at
			overdue      boolean   overdue
			due_date     date_time due_date
			remind_at    date_time remind_at` + searchRef("assignee", "owner_id", "users") + searchRef("done_by", "-", "users"))},
	}
}

// searchValues are the attributes that no member of a record holds.
var searchValues = map[string]func(c *call, kind string, o fake.Object) any{
	"version": func(_ *call, _ string, o fake.Object) any {
		if version, ok := o.Int(versionMember); ok {
			return version
		}
		return 1
	},
	"name": func(_ *call, _ string, o fake.Object) any { return fullName(o) },
	"display_name": func(_ *call, _ string, o fake.Object) any {
		for _, name := range []string{o.Text("name"), fullName(o), o.Text("organization_name")} {
			if name != "" {
				return name
			}
		}
		return nil
	},
	"national_number": func(_ *call, _ string, o fake.Object) any {
		numbers := []string{}
		for _, member := range []string{"phone", "mobile"} {
			if number := nationalNumber(o.Text(member)); number != "" {
				numbers = append(numbers, number)
			}
		}
		return numbers
	},
	"collaborators": func(c *call, kind string, o fake.Object) any {
		users := []int64{}
		id, _ := o.Int("id")
		for _, shared := range c.resources["collaborations"].table.All() {
			if of, _ := shared.Int("resource_id"); of == id && kindOf[shared.Text("resource_type")] == kind {
				user, _ := shared.Int("collaborator_id")
				users = append(users, user)
			}
		}
		return users
	},
	"status_id": func(c *call, _ string, o fake.Object) any { return c.statusOf(o).Raw("id") },
	"is_sales_account": func(_ *call, _ string, o fake.Object) any {
		return !slices.Contains([]string{"", "none"}, o.Text("customer_status")) || !slices.Contains([]string{"", "none"}, o.Text("prospect_status"))
	},
	"is_won": func(c *call, _ string, o fake.Object) any { return c.categoryOf(o) == "won" },
	"is_closed": func(c *call, _ string, o fake.Object) any {
		return slices.Contains([]string{"won", "lost", "unqualified"}, c.categoryOf(o))
	},
	"added_date": func(_ *call, _ string, o fake.Object) any {
		if added := o.Text("added_at"); len(added) >= len(time.DateOnly) {
			return added[:len(time.DateOnly)]
		}
		return nil
	},
}

func fullName(o fake.Object) string {
	return strings.TrimSpace(o.Text("first_name") + " " + o.Text("last_name"))
}

// nationalNumber drops all but digits, and a country code before a blank.
func nationalNumber(phone string) string {
	if country, rest, ok := strings.Cut(phone, " "); ok && strings.HasPrefix(country, "+") {
		phone = rest
	}
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
}

func (c *call) statusOf(lead fake.Object) fake.Object {
	for _, o := range c.resources["lead_statuses"].table.All() {
		if strings.EqualFold(o.Text("name"), lead.Text("status")) {
			return o
		}
	}
	return nil
}

func (c *call) categoryOf(deal fake.Object) string {
	id, _ := deal.Int("stage_id")
	stage, _ := c.resources["stages"].table.Get(id)
	return stage.Text("category")
}

// searchAttr finds an attribute by its name; custom fields by their id.
func (c *call) searchAttr(index *searchIndex, name string) (searchAttr, bool) {
	for _, a := range index.attrs {
		if a.name == name {
			return a, true
		}
	}
	place := index.typ
	key, custom := strings.CutPrefix(name, "custom_fields.")
	if rest, ok := strings.CutPrefix(key, "sales_account:"); ok && place == "contact" {
		place, key = "prospect_and_customer", rest
	} else if place == "contact" {
		if key, ok = strings.CutPrefix(key, "contact:"); !ok {
			return searchAttr{}, false
		}
	}
	res, ok := c.resources[place+"/custom_fields"]
	id, err := strconv.ParseInt(key, 10, 64)
	if !custom || !ok || err != nil {
		return searchAttr{}, false
	}
	definition, ok := res.table.Get(id)
	if !ok {
		return searchAttr{}, false
	}
	typ, ok := map[string]string{"number": "double", "bool": "boolean", "boolean": "boolean", "date": "date", "multi_select_list": "[]keyword"}[definition.Text("type")]
	if !ok {
		typ = "keyword"
	}
	return searchAttr{name, typ, "custom_fields/" + definition.Text("name")}, true
}

// searchValue is an attribute of a record; null is none.
func (c *call) searchValue(index *searchIndex, a searchAttr, o fake.Object) json.RawMessage {
	raw := c.sourceValue(index, a, o)
	if a.base() == "double" && len(raw) > 0 {
		n, ok := new(big.Rat).SetString(fake.Text(raw))
		if !ok {
			return json.RawMessage("null")
		}
		return doubleJSON(n)
	}
	if len(raw) == 0 || string(raw) == `""` || string(raw) == "[]" {
		return json.RawMessage("null")
	}
	return raw
}

func (c *call) sourceValue(index *searchIndex, a searchAttr, o fake.Object) json.RawMessage {
	if name, ok := strings.CutPrefix(a.source, "@"); ok {
		return fake.JSON(searchValues[name](c, index.kind, o))
	}
	if member, at, ok := strings.Cut(a.source, "/"); ok {
		part, err := fake.ParseObject(o.Raw(member))
		if err != nil {
			return nil
		}
		if choice, err := fake.ParseObject(part.Raw(at)); err == nil && choice.Has("name") {
			return choice.Raw("name") // a seeded choice with its id
		}
		return part.Raw(at)
	}
	member, of, ok := strings.Cut(a.source, ">")
	if !ok {
		return o.Raw(member)
	}
	kinds, at, _ := strings.Cut(of, ".")
	id, _ := o.Int(member)
	for kind := range strings.SplitSeq(kinds, "|") {
		if other, ok := c.resources[kind].table.Get(id); ok {
			return other.Raw(at)
		}
	}
	return nil
}

// doubleJSON writes a number as the index answers it.
func doubleJSON(n *big.Rat) json.RawMessage {
	text := n.FloatString(6)
	return json.RawMessage(strings.TrimSuffix(strings.TrimRight(text, "0"), "."))
}
