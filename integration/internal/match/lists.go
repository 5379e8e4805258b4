package match

import (
	"context"
	"net/http"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/together"
	"github.com/sellsupport/zendesk/sell"
)

// lists asks the lists of leads and contacts for each key separately.
func (f Finder) lists(ctx context.Context, k Keys) ([]Found, error) {
	var leads []sell.LeadQuery
	var contacts []sell.ContactQuery
	for _, email := range k.emails {
		leads, contacts = append(leads, sell.LeadQuery{Email: email}), append(contacts, sell.ContactQuery{Email: email})
	}
	for _, phone := range k.phones {
		for _, number := range Spellings(phone) {
			leads = append(leads, sell.LeadQuery{Phone: number}, sell.LeadQuery{Mobile: number})
			contacts = append(contacts, sell.ContactQuery{Phone: number}, sell.ContactQuery{Mobile: number})
		}
	}
	var asks []func(context.Context) error
	found := make([][]Found, len(leads)+len(contacts))
	for i, q := range leads {
		asks = append(asks, func(ctx context.Context) error {
			return Filtered(f.Sell.Leads.Pages(ctx, q), keep(&found[i], k.lead))
		})
	}
	for i, q := range contacts {
		asks = append(asks, func(ctx context.Context) error {
			return Filtered(f.Sell.Contacts.Pages(ctx, q), keep(&found[len(leads)+i], k.contact))
		})
	}
	if err := together.Do(ctx, asks...); err != nil {
		return nil, err
	}
	var all []Found
	for _, some := range found {
		all = union(all, some)
	}
	return all, nil
}

// keep returns a function that collects matching records and reports whether one matches.
func keep[Record any](into *[]Found, fits func(*Record) (Found, bool)) func(*Record) bool {
	return func(r *Record) bool {
		f, ok := fits(r)
		if ok {
			*into = append(*into, f)
		}
		return ok
	}
}

// indexLag is how far the index of Search may lag behind. This is not documented; the
// value is far larger than the lag that was observed.
const indexLag = time.Hour

// recent finds what the index of Search may not have yet: it looks through the most
// recently changed records, one page of each kind for any number of keys. If more than a
// page was changed within the lag, it asks for each key.
func (f Finder) recent(ctx context.Context, k Keys) ([]Found, error) {
	var leads, contacts []Found
	var allLeads, allContacts bool
	err := together.Do(ctx, func(ctx context.Context) error {
		var meta zendesk.Meta
		page, err := f.Sell.Leads.List(ctx, sell.LeadQuery{SortBy: sell.Descending(sell.LeadsByUpdatedAt)}, "", zendesk.Into(&meta))
		if err != nil {
			return err
		}
		allLeads = reaches(page, meta, func(l *sell.Lead) time.Time { return l.UpdatedAt })
		gather(page, keep(&leads, k.lead))
		return nil
	}, func(ctx context.Context) error {
		var meta zendesk.Meta
		page, err := f.Sell.Contacts.List(ctx, sell.ContactQuery{SortBy: sell.Descending(sell.ContactsByUpdatedAt)}, "", zendesk.Into(&meta))
		if err != nil {
			return err
		}
		allContacts = reaches(page, meta, func(c *sell.Contact) time.Time { return c.UpdatedAt })
		gather(page, keep(&contacts, k.contact))
		return nil
	})
	if err != nil {
		return nil, err
	}
	found := union(leads, contacts)
	if allLeads && allContacts {
		return found, nil
	}
	more, err := f.lists(ctx, k)
	return union(found, more), err
}

func gather[Record any](page *sell.Page[Record], keep func(*Record) bool) {
	for _, record := range page.Items {
		keep(record)
	}
}

// reaches reports whether a page of records, the last changed first, holds all records
// that changed within the lag. It checks the order, and does not trust the local clock.
func reaches[Record any](page *sell.Page[Record], meta zendesk.Meta, changed func(*Record) time.Time) bool {
	if page.Next == "" {
		return true
	}
	now, err := http.ParseTime(meta.Header.Get("Date"))
	if err != nil || len(page.Items) == 0 {
		return false
	}
	for i, record := range page.Items {
		if changed(record).IsZero() || i > 0 && changed(record).After(changed(page.Items[i-1])) {
			return false
		}
	}
	return changed(page.Items[len(page.Items)-1]).Before(now.Add(-indexLag))
}
