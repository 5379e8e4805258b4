package sell_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
)

func items(records ...string) string {
	return `{"items":[{"data":` + strings.Join(records, `},{"data":`) + `}],"meta":{"type":"collection","links":{}}}`
}

func TestOddValuesDoNotFailTheirPage(t *testing.T) {
	server := ok(items(
		`{"id":1,"phone":5550100,"last_name":"Ruiz","tags":"fair","unknown":[1,2]}`,
		`null`,
		`{"id":null,"last_name":"Silva","created_at":"yesterday","address":{"city":7}}`,
		`{"id":3,"last_name":"Costa","last_name":"Dias"}`,
		"{\"id\":4,\"last_name\":\"\xff\"}",
	))
	var meta zendesk.Meta
	page := must(connect(t, server).Leads.List(t.Context(), sell.LeadQuery{}, "", zendesk.Into(&meta)))

	equal(t, "odd members", meta.Odd, []string{
		"/items/0/data/phone", "/items/0/data/tags", "/items/1/data", "/items/2/data/id", "/items/2/data/created_at", "/items/2/data/address/city",
		"/items/3/data/last_name", "/items/4/data/last_name",
	})
	equal(t, "ids", idsOf(page.Items), []int64{1, 0, 3, 4})
	first, second := page.Items[0], page.Items[1]
	equal(t, "fields", []string{first.LastName, first.Phone, second.LastName, page.Items[2].LastName}, []string{"Ruiz", "", "Silva", "Dias"})
	equal(t, "Extra of the first", first.Extra, map[string]json.RawMessage{
		"phone": json.RawMessage(`5550100`), "tags": json.RawMessage(`"fair"`), "unknown": json.RawMessage(`[1,2]`),
	})
	equal(t, "Extra of the second", second.Extra, map[string]json.RawMessage{
		"created_at": json.RawMessage(`"yesterday"`),
	})
	if !second.CreatedAt.IsZero() || second.Address.City != "" || string(second.Address.Extra["city"]) != "7" {
		t.Errorf("odd fields are set: %v, %v", second.CreatedAt, second.Address)
	}
}

func TestNullItemsAreLeftOut(t *testing.T) {
	var meta zendesk.Meta
	page := must(connect(t, ok(items(`{"id":1}`, `null`, `{"id":3}`))).Leads.List(t.Context(), sell.LeadQuery{}, "", zendesk.Into(&meta)))
	equal(t, "ids", idsOf(page.Items), []int64{1, 3})
	equal(t, "odd members", meta.Odd, []string{"/items/1/data"})
}

func TestOddValuesOfOneRecord(t *testing.T) {
	var meta zendesk.Meta
	server := ok(`{"data":{"id":5,"value":true,"name":"Fifty bikes","contact_id":"17"},"meta":{"type":"deal"}}`)
	deal := must(connect(t, server).Deals.Get(t.Context(), 5, zendesk.Into(&meta)))
	equal(t, "odd members", meta.Odd, []string{"/data/value", "/data/contact_id"})
	equal(t, "Extra", deal.Extra, map[string]json.RawMessage{"value": json.RawMessage(`true`), "contact_id": json.RawMessage(`"17"`)})
	equal(t, "name", deal.Name, "Fifty bikes")
	if !deal.Value.IsZero() {
		t.Errorf("value %v", deal.Value)
	}
}

func TestAnswersThatCannotBeUsed(t *testing.T) {
	const private = "ana@example.com"
	for name, body := range map[string]string{
		"a wrong id":    items(`{"id":1}`, `{"id":"`+private+`"}`),
		"no JSON":       "<p>" + private,
		"cut off":       `{"items":[{"data":{"id":1,"email":"` + private,
		"another shape": `{"items":{"email":"` + private + `"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			page, err := connect(t, ok(body)).Leads.List(t.Context(), sell.LeadQuery{}, "")
			e, isError := errors.AsType[*zendesk.Error](err)
			if page != nil || !isError || e.Status != 200 || e.Op.Name != "sell.Leads.List" {
				t.Fatalf("page %v, error %v", page, err)
			}
			if strings.Contains(err.Error(), private) {
				t.Errorf("the error quotes the answer: %v", err)
			}
		})
	}
	for _, body := range []string{`{"data":null}`, `{}`, ``} {
		if lead, err := connect(t, ok(body)).Leads.Get(t.Context(), 1); lead != nil || err == nil {
			t.Errorf("%q: lead %v, error %v", body, lead, err)
		}
	}
}

func TestUserKeepsNoSecret(t *testing.T) {
	const secret = "invented-secret"
	for _, token := range []string{`"` + secret + `"`, `null`, `{"` + secret + `":1}`} {
		user := must(connect(t, ok(`{"data":{"id":1,"confirmation_token":`+token+`}}`)).Users.Get(t.Context(), 1))
		if len(user.Extra) > 0 {
			t.Errorf("Extra holds %v", user.Extra)
		}
		if text := string(must(json.Marshal(user))); strings.Contains(text, secret) {
			t.Error("the secret is written")
		}
	}
}

func TestCollections(t *testing.T) {
	var meta zendesk.Meta
	get := func(steps string) *sell.Sequence {
		return must(connect(t, ok(`{"data":{"id":1,"name":"Welcome","steps":`+steps+`}}`)).Sequences.Get(t.Context(), 1, zendesk.Into(&meta)))
	}
	for _, none := range []string{`null`, `{}`, `{"items":[]}`, `{"meta":{"type":"collection","count":2}}`} {
		if s := get(none); s.Steps != nil || len(meta.Odd) > 0 {
			t.Errorf("%s: %v, odd %v", none, s.Steps, meta.Odd)
		}
	}
	two := get(`{"items":[{"data":{"id":5,"unknown":[1]},"meta":{"type":"step"}},{"data":{"id":6,"id":7}}],"meta":{"type":"collection"}}`)
	equal(t, "ids", []int64{two.Steps[0].ID, two.Steps[1].ID}, []int64{5, 7})
	equal(t, "unknown member", string(two.Steps[0].Extra["unknown"]), "[1]")
	equal(t, "written", string(must(json.Marshal(two.Steps[:1]))), `{"items":[{"data":{"id":5,"unknown":[1]}}]}`)

	odd := get(`{"items":[{"data":{"id":"five"}}]}`)
	equal(t, "odd members", meta.Odd, []string{"/data/steps/items/0/data"})
	equal(t, "Extra", string(odd.Extra["steps"]), `{"items":[{"data":{"id":"five"}}]}`)
	equal(t, "name", odd.Name, "Welcome")
}

// One odd member of an error must not hide the others.
func TestOddErrors(t *testing.T) {
	for name, c := range map[string]struct {
		body    string
		code    string
		fields  []zendesk.FieldError
		request string
	}{
		"as documented": {
			`{"errors":[{"error":{"field":"/data/last_name","code":"blank","message":"","details":"Give one"}},{"error":{"field":"/email","code":"unknown","message":"?"}}],"meta":{"logref":"r1"}}`,
			"blank", []zendesk.FieldError{{Field: "last_name", Code: "blank", Message: "Give one"}, {Field: "email", Code: "unknown", Message: "?"}}, "r1",
		},
		"odd members": {
			`{"errors":[{"error":{"field":"/data/last_name","code":"blank","message":{"en":"x"},"details":["y"]},"meta":[]},{"error":{"field":7,"code":422}}],"meta":{"logref":5}}`,
			"blank", []zendesk.FieldError{{Field: "last_name", Code: "blank"}, {Field: "7", Code: "422"}}, "5",
		},
		"odd entries": {`{"errors":[null,"x",{"error":"y"}],"meta":[]}`, "", []zendesk.FieldError{{}, {}, {}}, ""},
		"no list":     {`{"errors":{"error":{"code":"blank"}},"meta":{"logref":"r1"}}`, "", nil, "r1"},
		"no envelope": {`{"status":500,"error":"Internal Server Error"}`, "", nil, ""},
		"no JSON":     {"<html>", "", nil, ""},
	} {
		_, err := connect(t, &canned{answers: []answer{{status: 422, body: c.body}}}).Leads.Get(t.Context(), 1)
		e, isError := errors.AsType[*zendesk.Error](err)
		if !isError || e.Status != 422 {
			t.Fatalf("%s: %v", name, err)
		}
		equal(t, name+": code", e.Code, c.code)
		equal(t, name+": fields", e.Fields, c.fields)
		equal(t, name+": request", e.RequestID, c.request)
	}
}
