package zendesk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk"
)

func TestDate(t *testing.T) {
	d := zendesk.Date{Year: 2026, Month: time.March, Day: 2}
	for _, s := range []string{"2026-03-02", "2026-03-02T00:00:00Z", "2026-03-02T23:59:59-07:00", "2026-03-02T10:00:00.123+02:00"} {
		if got, err := zendesk.ParseDate(s); err != nil || got != d {
			t.Errorf("%q is %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "2026-02-30", "2026-3-2", "02.03.2026", "3/2/2026", "2026-03-02 10:00", "soon"} {
		if got, err := zendesk.ParseDate(s); err == nil || !got.IsZero() {
			t.Errorf("%q is %v", s, got)
		}
	}
	if got := zendesk.DateOf(time.Date(2026, 3, 2, 23, 0, 0, 0, time.FixedZone("", -7*3600))); got != d {
		t.Errorf("DateOf takes the zone of the time: %v", got)
	}
	oslo := time.FixedZone("Oslo", 3600)
	if got, want := d.Time(oslo), time.Date(2026, 3, 2, 0, 0, 0, 0, oslo); !got.Equal(want) {
		t.Errorf("Time is %v, want %v", got, want)
	}
	if later := (zendesk.Date{Year: 2026, Month: 3, Day: 3}); d.Compare(later) != -1 || later.Compare(d) != 1 || d.Compare(d) != 0 || d.Compare(zendesk.Date{}) != 1 {
		t.Error("dates compare wrongly")
	}
	if (zendesk.Date{}).String() != "" || d.String() != "2026-03-02" || !(zendesk.Date{}).IsZero() || d.IsZero() {
		t.Error("the text of a date is wrong")
	}
}

func TestDateOnTheWire(t *testing.T) {
	type deal struct {
		Close zendesk.Date `json:"close,omitzero"`
	}
	type always struct {
		Close zendesk.Date `json:"close"`
	}
	for _, e := range engines {
		for in, want := range map[string]string{
			`{"close":"2026-03-02"}`: `{"close":"2026-03-02"}`, `{"close":"2026-03-02T10:00:00Z"}`: `{"close":"2026-03-02"}`, `{"close":null}`: `{}`, `{}`: `{}`,
		} {
			var d deal
			if err := e.unmarshal([]byte(in), &d); err != nil {
				t.Errorf("%s: %s: %v", e.name, in, err)
			}
			if out, err := e.marshal(d); err != nil || string(out) != want {
				t.Errorf("%s: %s is written as %s, %v; want %s", e.name, in, out, err, want)
			}
		}
		for _, in := range []string{`""`, `"SECRET"`, `5`, `{}`} {
			var d deal
			if err := e.unmarshal([]byte(`{"close":`+in+`}`), &d); err == nil || strings.Contains(err.Error(), "SECRET") {
				t.Errorf("%s: %s is %v, error %v", e.name, in, d.Close, err)
			}
		}
		if out, err := e.marshal(always{}); err != nil || string(out) != `{"close":null}` {
			t.Errorf("%s: no date is written as %s, %v", e.name, out, err)
		}
	}
}

func TestText(t *testing.T) {
	type user struct {
		ID zendesk.Text `json:"id,omitzero"`
	}
	for _, e := range engines {
		for in, want := range map[string]string{
			`{"id":"17"}`: `{"id":"17"}`, `{"id":17}`: `{"id":17}`, `{"id":12345678901234567890}`: `{"id":12345678901234567890}`,
			`{"id":-1.50}`: `{"id":-1.50}`, `{"id":""}`: `{}`, `{"id":null}`: `{}`, `{}`: `{}`,
		} {
			u := user{zendesk.NewText("old")}
			if in == "{}" {
				u = user{}
			}
			if err := e.unmarshal([]byte(in), &u); err != nil {
				t.Errorf("%s: %s: %v", e.name, in, err)
			}
			if out, err := e.marshal(u); err != nil || string(out) != want {
				t.Errorf("%s: %s is written as %s, %v; want %s", e.name, in, out, err, want)
			}
		}
		for _, in := range []string{`true`, `{"a":"SECRET"}`, `["SECRET"]`} {
			var u user
			if err := e.unmarshal([]byte(`{"id":`+in+`}`), &u); err == nil || strings.Contains(err.Error(), "SECRET") {
				t.Errorf("%s: %s is %q, error %v", e.name, in, u.ID, err)
			}
		}
		var u user
		if err := e.unmarshal([]byte(`{"id":17}`), &u); err != nil || u.ID.String() != "17" || u.ID.IsZero() {
			t.Errorf("%s: a number is read as %q, %v", e.name, u.ID, err)
		}
	}
}
