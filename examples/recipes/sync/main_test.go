package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/examples/internal/demo"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

// Two runs: the second fetches what changed, and no more.
func TestSync(t *testing.T) {
	path := filepath.Join(t.TempDir(), "copy.sqlite")
	synctest.Test(t, func(t *testing.T) {
		crmServer, deskServer := demo.Company()
		crm, desk := crmServer.Client(nil), deskServer.Client(nil)
		db, err := open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		}()
		run := func() string {
			var out bytes.Buffer
			if err := syncTickets(t.Context(), db, desk); err != nil {
				t.Fatal(err)
			}
			if err := syncSell(t.Context(), db, crm); err != nil {
				t.Fatal(err)
			}
			if err := report(t.Context(), &out, db); err != nil {
				t.Fatal(err)
			}
			return out.String()
		}
		// The company lives in 2026, and the export never shows the last minute.
		time.Sleep(time.Until(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)))
		first := run()

		if _, err := desk.Tickets.Update(t.Context(), demo.DanielTicket, support.TicketParams{Subject: zendesk.Set("Two machines")}); err != nil {
			t.Fatal(err)
		}
		if err := crm.Leads.Delete(t.Context(), demo.SofiaLead); err != nil {
			t.Fatal(err)
		}
		if _, err := crm.Contacts.Create(t.Context(), sell.ContactParams{LastName: zendesk.Set("Ruiz")}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		before := len(deskServer.Requests())
		second := run()
		if want := strings.NewReplacer("contact      5", "contact      6", "lead         4", "lead         3").Replace(first); second != want || want == first {
			t.Errorf("the first run\n%s\nthe second\n%s", first, second)
		}
		if !strings.Contains(first, "ticket       8\n") {
			t.Errorf("the first run\n%s", first)
		}
		if n := len(deskServer.Requests()) - before; n != 1 {
			t.Errorf("the second run sent %d requests for tickets", n)
		}
		var subject string
		if err := db.QueryRow(`SELECT subject FROM tickets WHERE id = ?`, demo.DanielTicket).Scan(&subject); err != nil || subject != "Two machines" {
			t.Errorf("subject %q, %v", subject, err)
		}
		var deleted bool
		if err := db.QueryRow(`SELECT deleted FROM records WHERE kind = 'lead' AND id = ?`, demo.SofiaLead).Scan(&deleted); err != nil || !deleted {
			t.Errorf("the lead is deleted: %v, %v", deleted, err)
		}
	})
}
