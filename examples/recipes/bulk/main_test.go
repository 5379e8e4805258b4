package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
	"github.com/sellsupport/zendesk/support/supporttest"
)

func TestAddTag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := supporttest.New()
		for id := 1; id <= 250; id++ {
			server.Seed("tickets", fmt.Sprintf(`{"id":%d,"status":"pending","tags":["vip"]}`, id))
		}
		server.Seed("tickets", `{"id":251,"status":"solved","tags":["vip"]}`)
		desk := server.Client(nil)
		var out bytes.Buffer
		if err := addTag(t.Context(), &out, desk, "status:pending", "waiting"); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(out.String(), "250 of 250\n") {
			t.Errorf("progress\n%s", out.String())
		}
		for id, want := range map[int64][]string{1: {"vip", "waiting"}, 250: {"vip", "waiting"}, 251: {"vip"}} {
			ticket, err := desk.Tickets.Get(t.Context(), id)
			if err != nil || !slices.Equal(ticket.Tags, want) {
				t.Errorf("ticket %d: %v, %v", id, ticket.Tags, err)
			}
		}
	})
}

// What failed is named, with what a queue would do about it.
func TestAddTagToWhatIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := supporttest.New()
		server.Seed("tickets", `{"id":1,"status":"pending"}`, `{"id":2,"status":"closed"}`)
		var out bytes.Buffer
		err := addTag(t.Context(), &out, server.Client(nil), "status>new", "waiting")
		var failed *support.BulkError
		if !errors.As(err, &failed) || len(failed.Items) != 1 || zendesk.Retryable(err) || !strings.Contains(out.String(), "ticket 2: ") || !strings.Contains(out.String(), "retry: false") {
			t.Errorf("%v\n%s", err, out.String())
		}
	})
}
