package supporttest_test

import (
	"testing"

	"github.com/sellsupport/zendesk/support/supporttest"
)

func TestAccountSettings(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("account_settings", `{"active_features":{"light_agents":false},"beyond":{"x":1}}`)
	fake.Seed("users", `{"id":5,"name":"Bea","role":"agent","role_type":0}`, `{"id":6,"name":"Ana","role":"end-user"}`)
	fake.AddToken("bea", 5)
	fake.AddToken("ana", 6)
	run(t, fake,
		step{call: "GET /account/settings", as: "bea", want: want{"settings.active_features.light_agents": "false", "settings.active_features.user_tagging": "true",
			"settings.beyond": `{"x":1}`, "settings.lotus.pod_id": "1", "settings.id": ""}},
		step{call: "GET /account/settings", as: "ana", status: 403},
		step{call: "PUT /account/settings", as: "bea", body: `{"settings":{"user":{"tagging":false}}}`, status: 403},
		step{call: "PUT /account/settings", body: `{"settings":{"user":{"tagging":false},"branding":{"favicon_url":"https://example.com/i.png"}}}`,
			want: want{"settings.user.tagging": "false", "settings.user.multiple_organizations": "true", "settings.active_features.light_agents": "false",
				"settings.branding.favicon_url": `"https://example.com/i.png"`}},
		step{call: "PUT /account/settings", body: `{"settings":{"user":{"tagging":"no"}}}`, status: 400},
		step{call: "PUT /account/settings", body: `{"settings":{"limits":{"attachment_size":1},"user":{"nosuch":1},"nosuch":{}}}`,
			want:   want{"settings.limits.attachment_size": "52428800", "settings.user.nosuch": "", "settings.user.tagging": "false"},
			header: want{"X-Zendesk-Api-Warn": `Removed restricted keys ["limits","user.nosuch","nosuch"] from parameters according to whitelist`}},
	)
}
