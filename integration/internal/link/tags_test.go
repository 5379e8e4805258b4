package link_test

import (
	"slices"
	"testing"

	"github.com/sellsupport/zendesk/integration/internal/link"
)

func TestTag(t *testing.T) {
	l := link.Link{Ticket: 12, Lead: 345}
	if l.Tag() != "sell_lead_12_345" {
		t.Errorf("tag %q", l.Tag())
	}
	if got, ok := link.Parse(l.Tag()); !ok || got != l {
		t.Errorf("parsed %v, %v", got, ok)
	}
	for _, other := range []string{
		"", "sell_lead_", "sell_lead_12", "sell_lead_12_", "sell_lead__345", "sell_lead_12_x", "sell_lead_x_345", "sell_lead_12_345_6",
		"sell_lead_0_345", "sell_lead_12_0", "sell_lead_-12_345", "sell_lead_012_345", "sell_lead_+12_345", "SELL_LEAD_12_345",
		"my_sell_lead_12_345", "sell_lead_99999999999999999999_1",
	} {
		if got, ok := link.Parse(other); ok {
			t.Errorf("%q is the tag of somebody else, read as %v", other, got)
		}
	}
}

// A follow-up ticket inherits tags: those of other tickets are history.
func TestOf(t *testing.T) {
	own, history := link.Of(12, []string{"vip", "sell_lead_12_9", "sell_lead_11_8", "sell_lead_12_7", "sell_lead_5_8", "sell_lead_12_9", "sell_lead_11_6", "sell_lead_11_8"})
	if !slices.Equal(own, []int64{7, 9}) {
		t.Errorf("own %v", own)
	}
	if want := []link.Link{{5, 8}, {11, 6}, {11, 8}}; !slices.Equal(history, want) {
		t.Errorf("history %v", history)
	}
}

func TestMarks(t *testing.T) {
	const address = "https://acme.zendesk.com/agent/tickets/12"
	for text, want := range map[string]bool{
		address:                        true,
		"From Zendesk:\n" + address:    true,
		"a\r\n  " + address + " \r\nb": true,
		address + "3":                  false,
		"see " + address:               false,
		"":                             false,
	} {
		if link.Marks(text, address) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
	if line := link.FirstLine("  a b \nc"); line != "a b" {
		t.Errorf("first line %q", line)
	}
}
