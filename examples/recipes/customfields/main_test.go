package main

import (
	"bytes"
	"testing"

	"github.com/sellsupport/zendesk/examples/internal/demo"
)

func TestCustomFields(t *testing.T) {
	crm, desk := demo.Company()
	var out bytes.Buffer
	if err := ofLead(t.Context(), &out, crm.Client(nil), demo.SofiaLead); err != nil {
		t.Fatal(err)
	}
	if err := ofTicket(t.Context(), &out, desk.Client(nil), demo.DanielTicket); err != nil {
		t.Fatal(err)
	}
	want := `lead 4101: 120 cups a day, set: true
lead 4101: now 180
ticket 35436: Machine is "machine_uno", set: true
ticket 35436: Machine is set: false
`
	if out.String() != want {
		t.Errorf("output\n%s\nwant\n%s", out.String(), want)
	}
}
