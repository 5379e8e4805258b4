package integration

import (
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// pageNames are what the product's settings page calls the settings.
var pageNames = map[string]string{
	"tickets_in_sell":         "View Support tickets in Sell",
	"sell_in_support":         "View Sell information in Support",
	"routing.access":          "Access to Sell information in Support",
	"routing.owners":          "Assign Owner",
	"routing.allow_any_owner": "Allow agents to assign any owner",
	"lead.status":             "Assign Status",
	"lead.source":             "Assign Source",
	"fields.lead":             "Field Configuration, lead",
	"fields.person":           "Field Configuration, person",
	"fields.company":          "Field Configuration, company",
}

// String returns the change in words, by the name that the settings page has for
// the setting, such as
//
//	Assign Status (lead.status): from "New" to "Working"
func (c SettingsChange) String() string {
	name := c.Path
	if page, known := pageNames[c.Path]; known {
		name = page + " (" + c.Path + ")"
	}
	return name + ": from " + inWords(c.From) + " to " + inWords(c.To)
}

// inWords is a value of a settings document as people say it.
func inWords(raw []byte) string {
	switch text := string(raw); text {
	case "true":
		return "on"
	case "false":
		return "off"
	case "", "null", `""`, "[]", "{}":
		return "nothing"
	}
	var list []jsontext.Value
	if raw[0] == '[' && json.Unmarshal(raw, &list) == nil {
		items := make([]string, len(list))
		for i, item := range list {
			items[i] = inWords(item)
		}
		return strings.Join(items, ", ")
	}
	var text string
	if raw[0] == '"' && json.Unmarshal(raw, &text) == nil {
		return strconv.Quote(text)
	}
	return string(raw)
}
