package export

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
	"github.com/sellsupport/zendesk/sell"
)

// askAhead reads what belongs to some parents in one request. Of parents that
// are not in the answer that is not known; ok is false where it never will be.
type askAhead func(context.Context, []parent) (known map[int64][]line, ok bool, err error)

// maxGroup is how many parents are asked for together.
const maxGroup = 100

// together reads what belongs to some parents in one request, and what that
// leaves open parent by parent.
func (b *branches) together(ctx context.Context, parents []parent, askFor askAhead) (answer, error) {
	var ask []parent
	for _, p := range parents {
		if !b.old.has(p, b.since) {
			ask = append(ask, p)
		}
	}
	var known map[int64][]line
	if len(ask) > 1 {
		var ok bool
		var err error
		if known, ok, err = askFor(ctx, ask); err != nil || !ok {
			return answer{alone: err == nil}, err
		}
	}
	var a answer
	for _, p := range parents {
		lines, ok := known[p.id]
		if !ok {
			one, err := b.each(ctx, []parent{p})
			if status := refusal(err); status != 0 {
				a.refused, a.status = append(a.refused, p), status
			} else if err != nil {
				return answer{}, err
			}
			lines = one.lines
		}
		a.lines = append(a.lines, lines...)
	}
	return a, nil
}

// separate goes back to the last parent whose children were written, and asks
// for those of the others parent by parent.
func (b *branches) separate() error {
	b.ahead, b.queue, b.end = nil, nil, false
	err := b.file.Close()
	b.file = nil
	return err
}

// contactsOfDeals reads the associated contacts that a listing of deals brings
// along, of the deals of which these are all. The parameter is undocumented: Sell
// may refuse or ignore it.
func contactsOfDeals(c *sell.Client) askAhead {
	return func(ctx context.Context, deals []parent) (map[int64][]line, bool, error) {
		q := sell.DealQuery{Includes: []sell.DealInclude{sell.IncludeAssociatedContacts}, PerPage: maxGroup}
		for _, d := range deals {
			q.IDs = append(q.IDs, d.id)
		}
		page, err := c.Deals.Raw().List(ctx, q, "")
		if errors.Is(err, zendesk.ErrInvalid) || refusal(err) != 0 {
			return nil, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		known, none := make(map[int64][]line), true
		for _, raw := range page.Items {
			deal, _, err := zendesk.Decode[sell.Deal](*raw)
			if err != nil {
				continue
			}
			none = none && deal.AssociatedContacts == nil
			contacts, all := deal.Associated()
			if lines, err := contactLines(deal.ID, *raw); all && err == nil && len(lines) == len(contacts) {
				known[deal.ID] = lines
			}
		}
		return known, !none || len(page.Items) == 0, nil // where all deals are gone, nothing is learnt
	}
}

// contactLines are the associated contacts that came within a deal.
func contactLines(deal int64, raw []byte) ([]line, error) {
	var d struct {
		AssociatedContacts struct {
			Items []struct {
				Data json.RawMessage `json:"data"`
			} `json:"items"`
		} `json:"associated_contacts"`
	}
	if err := rest.Unmarshal(raw, &d); err != nil {
		return nil, err
	}
	lines := make([]line, 0, len(d.AssociatedContacts.Items))
	for _, item := range d.AssociatedContacts.Items {
		l, err := newLine(item.Data)
		if err != nil {
			return nil, err
		}
		lines = append(lines, within("deal_id", deal, l))
	}
	return lines, nil
}

// within is the line of a record that does not name its parent.
func within(member string, parent int64, l line) line {
	l.raw = fmt.Appendf(nil, `{"%s":%d,"data":%s}`, member, parent, l.raw)
	return l
}
