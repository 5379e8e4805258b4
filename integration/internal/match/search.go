package match

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/together"
	"github.com/sellsupport/zendesk/sell"
)

// remembered is how long to remember that a token may not search: plans change.
const remembered = time.Hour

// Memory remembers which tokens may search. It is safe for concurrent use. The zero
// value is empty.
type Memory struct {
	mu     sync.Mutex
	tokens map[int64]verdict
}

type verdict struct {
	may bool
	at  time.Time
}

// may reports whether it is worth trying to search.
func (m *Memory) may(token int64) bool { return !m.known(token) || m.verdict(token).may }

// known reports whether the token was tried recently.
func (m *Memory) known(token int64) bool {
	v := m.verdict(token)
	return !v.at.IsZero() && (v.may || time.Since(v.at) < remembered)
}

func (m *Memory) verdict(token int64) verdict {
	if m == nil {
		return verdict{}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.tokens[token]
}

func (m *Memory) note(token int64, may bool) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.tokens == nil {
		m.tokens = make(map[int64]verdict)
	}
	m.tokens[token] = verdict{may, time.Now()}
}

// searchAttempts is low because lists work without Search.
const searchAttempts = 2

// search asks Search for all keys at once, with one request per kind of record. has is
// false if the token may not search or Search failed: then nothing is known.
func (f Finder) search(ctx context.Context, k Keys) (found []Found, has bool, err error) {
	filter := k.filter()
	var leads, contacts []Found
	err = together.Do(ctx, func(ctx context.Context) error {
		ids, err := hits(f.Sell.Search.Leads().Pages(ctx, query(filter), zendesk.MaxAttempts(searchAttempts)), func(h *sell.LeadHit) (int64, bool) {
			return h.ID, k.mayBe(h.Email, h.PhoneNumbers, h.Extra)
		})
		if err != nil {
			return err
		}
		return read(ctx, ids, keep(&leads, k.lead), func(l *sell.Lead) int64 { return l.ID }, f.Sell.Leads.Get,
			func(ctx context.Context, ids []int64) iter.Seq2[*sell.Page[sell.Lead], error] {
				return f.Sell.Leads.Pages(ctx, sell.LeadQuery{IDs: ids})
			})
	}, func(ctx context.Context) error {
		ids, err := hits(f.Sell.Search.Contacts().Pages(ctx, query(filter), zendesk.MaxAttempts(searchAttempts)), func(h *sell.ContactHit) (int64, bool) {
			return h.ID, k.mayBe(h.Email, h.PhoneNumbers, h.Extra)
		})
		if err != nil {
			return err
		}
		return read(ctx, ids, keep(&contacts, k.contact), func(c *sell.Contact) int64 { return c.ID }, f.Sell.Contacts.Get,
			func(ctx context.Context, ids []int64) iter.Seq2[*sell.Page[sell.Contact], error] {
				return f.Sell.Contacts.Pages(ctx, sell.ContactQuery{IDs: ids})
			})
	})
	problem, ofSearch := errors.AsType[errSearch](err)
	switch {
	case err == nil:
		f.Memory.note(f.Token, true)
		return union(leads, contacts), true, nil
	case !ofSearch || ctx.Err() != nil || errors.Is(err, zendesk.ErrUnauthorized):
		return nil, false, err
	case problem.refused():
		f.Memory.note(f.Token, false)
	}
	return nil, false, nil
}

// errSearch marks an error of Search itself rather than of the reads after it. Lists
// work without Search.
type errSearch struct{ error }

func (e errSearch) Unwrap() error { return e.error }

// refused reports whether a response means that this token cannot use Search: the plan
// does not include it (402, 403), the scope is missing (403), the account does not have
// it (404), or Search does not accept such a query.
func (e errSearch) refused() bool {
	answer, ok := errors.AsType[*zendesk.Error](e.error)
	return ok && slices.Contains([]int{
		http.StatusBadRequest, http.StatusPaymentRequired, http.StatusForbidden, http.StatusNotFound,
		http.StatusMethodNotAllowed, http.StatusGone, http.StatusUnprocessableEntity, http.StatusNotImplemented,
	}, answer.Status)
}

// filter matches everyone who has one of the keys, and some who do not: the results are
// compared again.
func (k Keys) filter() sell.Filter {
	var keys []sell.Filter
	if emails := slices.Concat(k.emails, k.typed); len(emails) > 0 {
		keys = append(keys, sell.Where(sell.AttrEmail).Any(emails))
	}
	var nationals, typed []string
	for i, n := range k.numbers {
		nationals, typed = append(nationals, n.nationals()...), append(typed, Spellings(k.phones[i])...)
	}
	if len(nationals) > 0 {
		nationals, typed = first(nationals, len(nationals)), first(typed, len(typed))
		keys = append(keys, sell.Where(sell.AttrNationalNumber).Any(nationals),
			sell.Where(sell.AttrPhone).Any(typed), sell.Where(sell.AttrMobile).Any(typed))
	}
	if len(keys) == 1 {
		return keys[0]
	}
	return sell.Or(keys...)
}

func query(filter sell.Filter) sell.SearchQuery {
	return sell.SearchQuery{Filter: filter, Projection: []sell.SearchAttribute{sell.AttrEmail, sell.AttrPhone, sell.AttrMobile}}
}

// mayBe reports whether a hit can have one of the keys. A hit whose keys cannot be read
// can.
func (k Keys) mayBe(email string, phones *sell.SearchPhones, extra map[string]json.RawMessage) bool {
	if phones == nil {
		phones = new(sell.SearchPhones)
	}
	return k.By(email, phones.Phone, phones.Mobile) != "" || extra["email"] != nil || extra["phone_numbers"] != nil || len(phones.Extra) > 0
}

// hits returns the ids of matching hits. It stops after a page without any: a filter
// that is ignored would find the whole account.
func hits[Hit any](pages iter.Seq2[*sell.SearchPage[Hit], error], fits func(*Hit) (int64, bool)) ([]int64, error) {
	var ids []int64
	for page, err := range pages {
		if err != nil {
			return nil, errSearch{err}
		}
		before := len(ids)
		for _, hit := range page.Items {
			if id, ok := fits(hit); ok && id != 0 {
				ids = append(ids, id)
			}
		}
		if len(ids) == before {
			break
		}
	}
	return ids, nil
}

// read reads the records that were found. Records that a list does not show yet are read
// one by one; those that are gone are skipped.
func read[Record any](ctx context.Context, ids []int64, keep func(*Record) bool, idOf func(*Record) int64,
	get func(context.Context, int64, ...zendesk.CallOption) (*Record, error),
	list func(context.Context, []int64) iter.Seq2[*sell.Page[Record], error],
) error {
	const most = 100
	missing := slices.Clone(ids)
	for some := range slices.Chunk(ids, most) {
		err := Filtered(list(ctx, some), func(r *Record) bool {
			i := slices.Index(missing, idOf(r))
			if i < 0 {
				return false
			}
			missing = slices.Delete(missing, i, i+1)
			keep(r)
			return true
		})
		if err != nil {
			return err
		}
	}
	for _, id := range missing {
		record, err := get(ctx, id)
		if errors.Is(err, zendesk.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		keep(record)
	}
	return nil
}
