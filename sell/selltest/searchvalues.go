package selltest

import (
	"cmp"
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

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
		return firstText(o.Text("name"), fullName(o), o.Text("organization_name"))
	},
	"first_or_company_name": func(_ *call, _ string, o fake.Object) any {
		return firstText(o.Text("first_name"), o.Text("organization_name"), o.Text("name"))
	},
	"last_or_company_name": func(_ *call, _ string, o fake.Object) any {
		return firstText(o.Text("last_name"), o.Text("organization_name"), o.Text("name"))
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
	"is_won": func(c *call, _ string, o fake.Object) any { return c.stageOf(o).Text("category") == "won" },
	"is_closed": func(c *call, _ string, o fake.Object) any {
		return slices.Contains([]string{"won", "lost", "unqualified"}, c.stageOf(o).Text("category"))
	},
	"pipeline": func(c *call, _ string, o fake.Object) any {
		id, _ := c.stageOf(o).Int("pipeline_id")
		pipeline, _ := c.resources["pipelines"].table.Get(id)
		return pipeline.Text("name")
	},
	"added_date": func(_ *call, _ string, o fake.Object) any {
		if added := o.Text("added_at"); len(added) >= len(time.DateOnly) {
			return added[:len(time.DateOnly)]
		}
		return nil
	},
}

// firstText is the first text that is not empty; null if all are.
func firstText(texts ...string) any {
	if text := cmp.Or(texts...); text != "" {
		return text
	}
	return nil
}

func fullName(o fake.Object) string {
	return strings.TrimSpace(o.Text("first_name") + " " + o.Text("last_name"))
}

// nationalNumber drops all but digits, and of a number that names its country
// the country code and a zero after it.
func nationalNumber(phone string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
	rest, exit := strings.CutPrefix(digits, "00")
	if !exit && !strings.HasPrefix(strings.TrimSpace(phone), "+") || len(rest) < 3 {
		return digits
	}
	code := 3
	switch {
	case rest[0] == '1' || rest[0] == '7':
		code = 1
	case slices.Contains(strings.Fields("20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98"), rest[:2]):
		code = 2
	}
	return strings.TrimPrefix(rest[code:], "0")
}

func (c *call) statusOf(lead fake.Object) fake.Object {
	for _, o := range c.resources["lead_statuses"].table.All() {
		if strings.EqualFold(o.Text("name"), lead.Text("status")) {
			return o
		}
	}
	return nil
}

func (c *call) stageOf(deal fake.Object) fake.Object {
	id, _ := deal.Int("stage_id")
	stage, _ := c.resources["stages"].table.Get(id)
	return stage
}

// customAttrs are the custom fields of the records of an index.
func (c *call) customAttrs(index *searchIndex) []searchAttr {
	places := map[string]string{index.typ: ""}
	if index.typ == "contact" {
		places = map[string]string{"contact": "contact:", "prospect_and_customer": "sales_account:"}
	}
	var attrs []searchAttr
	for _, place := range slices.Sorted(maps.Keys(places)) {
		for id := range c.resources[place+"/custom_fields"].table.All() {
			if a, ok := c.searchAttr(index, "custom_fields."+places[place]+strconv.FormatInt(id, 10)); ok {
				attrs = append(attrs, a)
			}
		}
	}
	return attrs
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
