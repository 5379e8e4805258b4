package zendesk_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

const oddTicket = `{"id":35436,"subject":"Cut \ud83d","tags":["vip",2024,"gold"],"priority":7,"custom_fields":[{"id":360001,"value":"gold"},{"id":360002,"value":"cut \ud83d"},{"id":"360003","value":"x"}],` +
	`"satisfaction_rating":{"id":1,"score":true},"unknown":{"a":1.0}}`

func TestDecodeAndEncode(t *testing.T) {
	data := []byte(oddTicket)
	ticket, odd, err := zendesk.Decode[support.Ticket](data)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"/subject", "/tags/1", "/priority", "/custom_fields/1/value", "/custom_fields/2", "/satisfaction_rating/score"}
	if !slices.Equal(odd, want) {
		t.Errorf("odd are %v", odd)
	}
	if ticket.Subject != "Cut \ufffd" || !slices.Equal(ticket.Tags, []string{"vip", "2024", "gold"}) || ticket.Priority != "" || ticket.SatisfactionRating.ID != 1 {
		t.Errorf("read %+v", ticket)
	}
	for i := range data { // what was read owns its bytes
		data[i] = 'X'
	}
	written, err := zendesk.Encode(ticket)
	if err != nil {
		t.Fatal(err)
	}
	again, oddAgain, err := zendesk.Decode[support.Ticket](written)
	if err != nil || !slices.Equal(oddAgain, want) {
		t.Errorf("%s: odd are %v, %v", written, oddAgain, err)
	}
	if twice, err := zendesk.Encode(again); !bytes.Equal(twice, written) || err != nil {
		t.Errorf("%s\nbecame %s, %v", written, twice, err)
	}
	for _, part := range []string{`"subject":"Cut \ud83d"`, `"tags":["vip",2024,"gold"]`, `"priority":7`, `{"id":"360003","value":"x"}`, `{"id":360002,"value":"cut \ud83d"}`, `"unknown":{"a":1.0}`, `"score":true`} {
		if strings.Count(string(written), part) != 1 {
			t.Errorf("%s is not in %s", part, written)
		}
	}
}

// A record inside of a program's own struct keeps what it has.
func TestDecodeEmbedded(t *testing.T) {
	type own struct {
		sell.Lead
		Score int64 `json:"score"`
	}
	for _, in := range []string{`{"id":5,"last_name":"Ruiz","score":7,"unknown":[1]}`, `{"id":5,"last_name":"Ruiz","score":7,"unknown":[1],"email":8}`} {
		v, odd, err := zendesk.Decode[own]([]byte(in))
		if err != nil || v.ID != 5 || v.Score != 7 || string(v.Extra["unknown"]) != "[1]" || (len(odd) == 1) != strings.Contains(in, "email") {
			t.Fatalf("%+v, %v, %v", v, odd, err)
		}
		out, err := zendesk.Encode(v)
		var a, b map[string]any
		if json.Unmarshal(out, &a) != nil || json.Unmarshal([]byte(in), &b) != nil || len(a) != len(b) || err != nil {
			t.Errorf("%s is written as %s, %v", in, out, err)
		}
	}
}

func TestDecodeErrors(t *testing.T) {
	for in, want := range map[string]string{
		`{"id":"SECRET"}`: "zendesk: the JSON does not hold this record: /id: a JSON string where a whole number of 64 bits belongs",
		`["SECRET"]`:      "zendesk: the JSON does not hold this record: the record: a JSON list where an object belongs",
		`null`:            "zendesk: the JSON does not hold this record: the record is null",
		`{"id":1}x`:       "zendesk: the JSON does not hold this record: malformed JSON at byte 8",
		``:                "zendesk: the JSON does not hold this record: malformed JSON at byte 0",
	} {
		lead, odd, err := zendesk.Decode[sell.Lead]([]byte(in))
		if lead != nil || odd != nil || err == nil || err.Error() != want {
			t.Errorf("%s: %v, %v, %v", in, lead, odd, err)
		}
	}
	if _, err := zendesk.Encode(func() {}); err == nil || err.Error() != "zendesk: a func() cannot be written as JSON: the value has no JSON form" {
		t.Error(err)
	}
	_, err := zendesk.Encode(sell.LeadParams{Email: zendesk.Set("caf\xe9")})
	if err == nil {
		t.Error("a program's own text with broken UTF-8 was written")
	}
}
