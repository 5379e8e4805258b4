package sell_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
)

// What stands beside the items need not be as documented, unless the next page
// cannot be found without it: then the next number is asked for.
func TestOddPages(t *testing.T) {
	const one = `"items":[{"data":{"id":1},"meta":{"type":"lead"}}]`
	for _, c := range []struct {
		body, next, odd string
	}{
		{`{` + one + `,"meta":{"links":{}}}`, "", ""},
		{`{` + one + `,"meta":{"links":null}}`, "", ""},
		{`{` + one + `,"meta":{"links":{"next_page":null}}}`, "", ""},
		{`{` + one + `,"meta":{"links":{"next_page":""}}}`, "", ""},
		{`{` + one + `,"meta":{"links":{"next_page":false}}}`, "", ""},
		{`{` + one + `,"meta":{"links":{"next_page":"https://api.getbase.com/v2/leads?page=7"}}}`, "7", ""},
		{`{` + one + `,"meta":{"count":"x","links":{"self":7,"next_page":"https://api.getbase.com/v2/leads?page=7"}}}`, "7", ""},
		{`{"meta":{"links":{"next_page":"https://api.getbase.com/v2/leads?page=7"}},` + one + `}`, "7", ""},
		{`{` + one + `}`, "2", ""},
		{`{` + one + `,"meta":null}`, "2", ""},
		{`{` + one + `,"meta":[]}`, "2", "/meta"},
		{`{` + one + `,"meta":"x"}`, "2", "/meta"},
		{`{` + one + `,"meta":{"links":[]}}`, "2", "/meta/links"},
		{`{` + one + `,"meta":{"links":""}}`, "2", "/meta/links"},
		{`{` + one + `,"meta":{"links":{"next_page":7}}}`, "2", "/meta/links/next_page"},
		{`{` + one + `,"meta":{"links":{"next_page":{}}}}`, "2", "/meta/links/next_page"},
		{`{"items":[7,{"data":{"id":1}},"x",null,[],{"data":7},{},{"data":null}],"meta":{"links":{}}}`, "", "/items/0 /items/2 /items/3 /items/4 /items/5/data /items/6/data /items/7/data"},
		{` {"items":[{"data":{"id":1}}],"items":null,"meta":{"links":{}}} `, "", ""},
	} {
		var meta zendesk.Meta
		page, err := connect(t, ok(c.body)).Leads.List(t.Context(), sell.LeadQuery{}, "", zendesk.Into(&meta))
		if err != nil {
			t.Errorf("%s: %v", c.body, err)
			continue
		}
		if len(page.Items) != 1 || page.Items[0].ID != 1 || page.Next != c.next || strings.Join(meta.Odd, " ") != c.odd {
			t.Errorf("%s: %d items, next %q, odd %v", c.body, len(page.Items), page.Next, meta.Odd)
		}
	}
	for _, body := range []string{`{` + one + `} x`, `{` + one + `}{}`, `[]`, `7`, `{"items":{}}`, `{"items":7}`, `{` + one, ``} {
		if page, err := connect(t, ok(body)).Leads.List(t.Context(), sell.LeadQuery{}, ""); err == nil {
			t.Errorf("%s: %v", body, page)
		}
	}
	if page, err := connect(t, ok(`{"items":[],"meta":[]}`)).Leads.List(t.Context(), sell.LeadQuery{}, ""); err != nil || page.Next != "" {
		t.Errorf("an empty page: %v, %v", page, err)
	}
}

// A record of a list without an id is marked, in whatever way it lacks one.
func TestRecordsWithoutIDs(t *testing.T) {
	for _, record := range []string{`{"id":null}`, `{}`, `{"id":0}`, `{"last_name":"Ruiz"}`} {
		var meta zendesk.Meta
		page := must(connect(t, ok(items(`{"id":1}`, record))).Leads.List(t.Context(), sell.LeadQuery{}, "", zendesk.Into(&meta)))
		equal(t, record+": ids", idsOf(page.Items), []int64{1, 0})
		equal(t, record+": odd", meta.Odd, []string{"/items/1/data/id"})
	}
	_, err := connect(t, ok(items(`{"id":1}`, `{"id":"7"}`))).Leads.List(t.Context(), sell.LeadQuery{}, "")
	e, is := errors.AsType[*zendesk.Error](err)
	if !is || !strings.Contains(e.Error(), "/items/1/data/id: a JSON string where a whole number of 64 bits belongs") {
		t.Errorf("a wrong id: %v", err)
	}
}

// The steps of a sequence neither vanish nor come from nothing.
func TestOddSteps(t *testing.T) {
	for _, c := range []struct{ steps, ids, odd string }{
		{`{"a":1}`, "[]", "/data/steps/items"},
		{`[null]`, "[]", "/data/steps/0"},
		{`[{"x":1}]`, "[]", "/data/steps/0/data"},
		{`[7,{"data":{"id":5}}]`, "[5]", "/data/steps/0"},
		{`{"items":[{"data":{"id":5}},{"data":{"position":1}},null]}`, "[5 0]", "/data/steps/items/1/data/id /data/steps/items/2"},
		{`{"items":7}`, "[]", "/data/steps/items"},
		{`"x"`, "[]", "/data/steps"},
		{`{"items":[{"data":{"id":5,"position":"x"}}]}`, "[5]", "/data/steps/items/0/data/position"},
	} {
		var meta zendesk.Meta
		sequence := must(connect(t, ok(`{"data":{"id":1,"steps":`+c.steps+`}}`)).Sequences.Get(t.Context(), 1, zendesk.Into(&meta)))
		ids := []int64{}
		for _, step := range sequence.Steps {
			ids = append(ids, step.ID)
		}
		kept := string(sequence.Extra["steps"]) == c.steps
		if whole := strings.HasSuffix(c.odd, "position"); strings.Join(meta.Odd, " ") != c.odd || kept == whole {
			t.Errorf("%s: odd %v, Extra %s", c.steps, meta.Odd, sequence.Extra)
		}
		equal(t, c.steps, fmt.Sprint(ids), c.ids)
		written := must(zendesk.Encode(sequence))
		if !strings.Contains(string(written), `"steps":`+c.steps) {
			t.Errorf("%s is written as %s", c.steps, written)
		}
	}
}
