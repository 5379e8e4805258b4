package leadrouting_test

import (
	"encoding/json"
	"testing"

	"github.com/sellsupport/zendesk/leadrouting"
)

func TestOwnerText(t *testing.T) {
	for _, test := range []struct {
		owner leadrouting.Owner
		text  string
	}{
		{leadrouting.User(2), "user:2"},
		{leadrouting.Pool(9223372036854775807), "pool:9223372036854775807"},
		{leadrouting.User(0), ""},
	} {
		data, err := json.Marshal(test.owner)
		if err != nil || string(data) != `"`+test.text+`"` {
			t.Errorf("%v: %s, %v", test.owner, data, err)
		}
		back := leadrouting.User(1)
		if err := json.Unmarshal(data, &back); err != nil || back != test.owner {
			t.Errorf("%s came back as %v, %v", data, back, err)
		}
	}
	for _, bad := range []string{"2", "user", "user:", "user:0", "user:-2", "user:+2", "user:02", "pool:2.5", "team:2", "user:99999999999999999999", " user:2"} {
		if o, err := leadrouting.ParseOwner(bad); err == nil {
			t.Errorf("%q is %v", bad, o)
		}
	}
	if leadrouting.User(0) != leadrouting.Pool(0) || !leadrouting.User(0).IsZero() || leadrouting.User(0).String() != "none" {
		t.Error("id 0 is an owner")
	}
}

func TestAccessText(t *testing.T) {
	for _, access := range []leadrouting.Access{leadrouting.OnlySellUsers, leadrouting.AllAgents} {
		data, err := json.Marshal(access)
		if err != nil || string(data) != `"`+access.String()+`"` {
			t.Errorf("%v: %s, %v", access, data, err)
		}
		back := leadrouting.Access(9)
		if err := json.Unmarshal(data, &back); err != nil || back != access {
			t.Errorf("%s came back as %v, %v", data, back, err)
		}
	}
	var access leadrouting.Access
	if err := json.Unmarshal([]byte(`"everyone"`), &access); err == nil {
		t.Error(`"everyone" is an access mode`)
	}
	if _, err := json.Marshal(leadrouting.Access(9)); err == nil {
		t.Error("an unknown access mode was written")
	}
}
