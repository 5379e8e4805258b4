// Package demo is the company that the examples work with: Acme Espresso sells
// coffee machines to cafés, has its customers in Zendesk Sell and their
// questions in Zendesk Support. All of it is invented.
//
// Olivia leads the company. Lena, an agent of Support, leads the sales team of
// Ana, Jonas and Priya; Tom has left. Ben repairs machines and sees the tickets
// of his group only. Nadia and Paul of Blue Door Cafés are customers, whom
// Sell knows; Daniel of Kiosk 17 asks for a quote, and Sell does not.
//
// The company is not set up to the end: nothing tells customers about tickets
// that were made from Sell, and Priya and Tom are in no group.
package demo

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"html"

	"github.com/sellsupport/zendesk/internal/fake"
	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// Subdomain is the address of the company in both products.
const Subdomain = "acme"

// Ids of Sell.
const (
	Olivia int64 = 2101 // admin, and the topmost manager
	Lena   int64 = 2102 // leads the sales team
	Ana    int64 = 2103
	Jonas  int64 = 2104
	Priya  int64 = 2105
	Tom    int64 = 2106 // inactive
	Pool   int64 = 2107 // the phantom user of the distribution pool of Ana, Jonas and Priya

	BlueDoor      int64 = 3101 // a company
	NadiaContact  int64 = 3102 // a person, of Blue Door
	Northside     int64 = 3104 // a company of Olivia's, which the sales team does not see
	SofiaLead     int64 = 4101
	NadiaLead     int64 = 4104 // a lead with the mobile number of NadiaContact
	BlueDoorDeal  int64 = 5101 // Nadia's
	NorthsideDeal int64 = 5102
)

// Ids of Support.
const (
	OliviaAgent int64 = 1001 // admin
	LenaAgent   int64 = 1002
	AnaAgent    int64 = 1003 // contributor, as Jonas and Priya are
	TomAgent    int64 = 1006 // suspended
	BenAgent    int64 = 1007 // sees the tickets of Repairs only; no user of Sell

	Nadia  int64 = 1101
	Daniel int64 = 1105

	NadiaTicket  int64 = 35401 // of a customer whom Sell knows, as a person and as a lead
	ClosedTicket int64 = 35404
	SofiaTicket  int64 = 35410 // of somebody whom Sell knows as a lead
	DanielTicket int64 = 35436 // of somebody whom Sell does not know
)

// Access tokens of Sell beside the one of the server, which is Olivia's.
const (
	LenaSellToken = "demo-lena-0123456789-0123456789-0123456789-0123456789-0123456789"
	AnaSellToken  = "demo-ana-01234567890-0123456789-0123456789-0123456789-0123456789"
)

// Access tokens of Support beside the one of the server, which is Olivia's.
const (
	LenaSupportToken = "demo-lena-support"
	AnaSupportToken  = "demo-ana-support"
	BenSupportToken  = "demo-ben-support"
)

var (
	//go:embed company.json
	company []byte // the members of the records that matter
	//go:embed blank.json
	blank []byte // what records hold beside those, by kind
)

// Company returns the two accounts of the company. They are the same each time.
func Company() (*selltest.Server, *supporttest.Server) {
	crm, desk := selltest.New(), supporttest.New(supporttest.WithSubdomain(Subdomain))
	Fill(crm, desk)
	return crm, desk
}

// Fill puts the company into two new servers. It panics when the company is
// not in order: its files are part of this program.
func Fill(crm *selltest.Server, desk *supporttest.Server) {
	if err := crm.SeedDocument(document("sell")); err != nil {
		panic("demo: " + err.Error())
	}
	if err := desk.SeedDocument(document("support")); err != nil {
		panic("demo: " + err.Error())
	}
	if id := crm.AddPool("leads", "Inbound leads", Ana, Jonas, Priya); id != Pool {
		panic(fmt.Sprintf("demo: the pool has the id %d", id))
	}
	crm.AddToken(LenaSellToken, Lena)
	crm.AddToken(AnaSellToken, Ana)
	desk.AddToken(LenaSupportToken, LenaAgent)
	desk.AddToken(AnaSupportToken, AnaAgent)
	desk.AddToken(BenSupportToken, BenAgent)
}

// document returns the whole records of one product, in the form that the
// stand-ins read.
func document(product string) json.RawMessage {
	var records map[string]map[string][]json.RawMessage
	var blanks map[string]map[string]json.RawMessage
	mustDecode(company, &records)
	mustDecode(blank, &blanks)
	whole := make(map[string][]fake.Object)
	for kind, list := range records[product] {
		base := object(cmp.Or(string(blanks[product][kind]), "{}"))
		for _, record := range list {
			whole[kind] = append(whole[kind], derived(kind, base.Merge(object(string(record)))))
		}
	}
	return fake.JSON(whole)
}

// derived fills in what follows from other members of a record.
func derived(kind string, o fake.Object) fake.Object {
	switch kind {
	case "tickets":
		return o.With("raw_subject", o.Raw("subject"))
	case "comments":
		return o.With("plain_body", o.Raw("body")).With("html_body", `<div class="zd-comment" dir="auto">`+html.EscapeString(o.Text("body"))+`</div>`)
	}
	return o
}

func mustDecode(data []byte, v any) {
	if err := json.Unmarshal(data, v); err != nil {
		panic("demo: " + err.Error())
	}
}

func object(record string) fake.Object {
	o, err := fake.ParseObject([]byte(record))
	if err != nil {
		panic("demo: " + err.Error())
	}
	return o
}
