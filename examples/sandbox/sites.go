package main

import (
	"strings"

	"github.com/sellsupport/zendesk/examples/internal/demo"
	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support/supporttest"
)

const sellSnippet = `crm, err := sell.NewClient(zendesk.Bearer("TOKEN"), &sell.Config{BaseURL: "BASE"})`

const supportSnippet = `desk, err := support.NewClient("SUBDOMAIN", zendesk.Bearer("TOKEN"), &support.Config{BaseURL: "BASE"})`

// sites puts the page in front of both stand-ins.
func sites(o *options, crm *selltest.Server, desk *supporttest.Server) (sell, support *site) {
	sell = &site{name: "sell", title: "Zendesk Sell", probe: "/v2/users/self", snippet: sellSnippet, api: crm}
	if o.sellToken == selltest.DefaultToken {
		sell.token = o.sellToken
	}
	support = &site{name: "support", title: "Zendesk Support", probe: "/api/v2/users/me", api: desk,
		snippet: strings.ReplaceAll(supportSnippet, "SUBDOMAIN", demo.Subdomain)}
	if o.supportToken == supporttest.DefaultToken {
		support.token = o.supportToken
	}
	return sell, support
}
