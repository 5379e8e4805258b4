package demo

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support/supporttest"
)

//go:embed leaving.json
var leaving []byte // beside the company: what a move to another CRM stumbles over

// Leaving returns the company in a state that movers know: leads that were
// converted, companies that own each other, two people of one name, owners who
// left, notes that were private, tasks and calls without a record, several
// currencies, documents of one name, and texts of all kinds.
func Leaving() (*selltest.Server, *supporttest.Server) {
	crm, desk := Company()
	var records map[string][]json.RawMessage
	mustDecode(leaving, &records)
	// What is nested comes after what it is nested in.
	for _, deep := range []bool{false, true} {
		for _, kind := range slices.Sorted(maps.Keys(records)) {
			if (strings.Count(kind, "/") == 2) != deep {
				continue
			}
			for _, record := range records[kind] {
				crm.Seed(kind, string(record))
			}
		}
	}
	crm.SetFile(9401, []byte("first"))
	crm.SetFile(9402, []byte("second"))
	crm.SetFile(9403, []byte("picture"))
	return crm, desk
}
