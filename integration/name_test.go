package integration_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/sellsupport/zendesk/integration"
)

// Names that people and channels give become those of a person, or stay whole.
func TestNameOfLead(t *testing.T) {
	for name, want := range map[string][2]string{
		"Ana Ruiz":                        {"Ana", "Ruiz"},
		"Ruiz, Ana":                       {"Ana", "Ruiz"},
		"van Castle, Carl Otto":           {"Carl Otto", "van Castle"},
		"Ana\u200bRuiz":                   {"Ana", "Ruiz"}, // a zero-width space
		"\ufeffAna\tRuiz\u200e":           {"Ana", "Ruiz"},
		"Ana \u200d Ruiz":                 {"", "Ana \u200d Ruiz"}, // a joiner alone is no word of a name
		"Caller +1 (234) 601-8567":        {"", "Caller +1 (234) 601-8567"},
		"Ana Ruiz (ACME)":                 {"", "Ana Ruiz (ACME)"},
		"Ana Ruiz <ana>":                  {"", "Ana Ruiz <ana>"},
		"Ana Ruiz / Bob":                  {"", "Ana Ruiz / Bob"},
		"WhatsApp user 4711":              {"", "WhatsApp user 4711"},
		"Ana Ruiz, Jr.":                   {"", "Ana Ruiz, Jr."},
		"Acme Tools, Inc.":                {"", "Acme Tools, Inc."},
		"Ruiz, Ana, Dr":                   {"", "Ruiz, Ana, Dr"},
		"Jean-Luc O'Neill":                {"Jean-Luc", "O'Neill"},
		"山田 太郎":                           {"山田", "太郎"},
		"Cher":                            {"", "Cher"},
		"Ana & Bob Ruiz":                  {"", "Ana & Bob Ruiz"},
		"Ruiz,":                           {"", "Ruiz,"},
		", Ana":                           {"", ", Ana"},
		"Visitor 12345678":                {"", "Visitor 12345678"},
		"\u0627\u0644\u0633\u200c \u0643": {"\u0627\u0644\u0633\u200c", "\u0643"}, // joiners belong to some scripts
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(nil, nil)
				user, err := json.Marshal(map[string]any{"id": customer, "name": name, "role": "end-user", "active": true})
				if err != nil {
					t.Fatal(err)
				}
				w.support.Seed("users", string(user))
				create(t, as(t, w.integrate(t, nil), agent), integration.LeadRequest{Ticket: openTicket})
				lead := w.leads(t)[0]
				first, _ := lead["first_name"].(string)
				if got := [2]string{first, fmt.Sprint(lead["last_name"])}; got != want {
					t.Errorf("%q, want %q", got, want)
				}
			})
		})
	}
}
