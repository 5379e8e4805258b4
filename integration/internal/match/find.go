package match

import (
	"context"
	"iter"

	"github.com/sellsupport/zendesk/integration/internal/together"
	"github.com/sellsupport/zendesk/sell"
)

// Finder looks people up in Sell as the user to whom the client's token belongs.
type Finder struct {
	Sell *sell.Client
	// Memory remembers whether the token may search. It may be nil.
	Memory *Memory
	// Token distinguishes the tokens that share a Memory.
	Token int64
}

// Found is a lead or contact that has one of the keys.
type Found struct {
	By      string // ByEmail or ByPhone
	Lead    *sell.Lead
	Contact *sell.Contact
}

// Find returns the leads and contacts that have one of the keys. If Search finds some,
// these are returned, and records of the last few minutes may be missing; if it finds
// none, the lists decide.
func (f Finder) Find(ctx context.Context, k Keys) ([]Found, error) {
	if k.Empty() {
		return nil, nil
	}
	if f.Memory.may(f.Token) {
		found, has, err := f.search(ctx, k)
		if err != nil || len(found) > 0 {
			return found, err
		}
		if has {
			return f.recent(ctx, k)
		}
	}
	return f.lists(ctx, k)
}

// FindNow is like Find, but does not miss recent writes, as far as lists show them: it
// always asks the lists too, at the same time.
func (f Finder) FindNow(ctx context.Context, k Keys) ([]Found, error) {
	if k.Empty() {
		return nil, nil
	}
	if !f.Memory.known(f.Token) { // whether Search works decides what to ask the lists
		found, has, err := f.search(ctx, k)
		if err != nil {
			return nil, err
		}
		return f.with(ctx, k, found, has)
	}
	if !f.Memory.may(f.Token) {
		return f.lists(ctx, k)
	}
	var bySearch, byLists []Found
	var has bool
	err := together.Do(ctx,
		func(ctx context.Context) (err error) { bySearch, has, err = f.search(ctx, k); return err },
		func(ctx context.Context) (err error) { byLists, err = f.recent(ctx, k); return err })
	switch {
	case err != nil:
		return nil, err
	case has:
		return union(bySearch, byLists), nil
	}
	return f.lists(ctx, k)
}

// with adds the results of the lists to those of Search.
func (f Finder) with(ctx context.Context, k Keys, found []Found, has bool) ([]Found, error) {
	lists := f.lists
	if has {
		lists = f.recent
	}
	more, err := lists(ctx, k)
	if err != nil {
		return nil, err
	}
	return union(found, more), nil
}

// union merges two lists, each record once.
func union(some, more []Found) []Found {
	type ref struct {
		lead bool
		id   int64
	}
	of := func(f Found) ref {
		if f.Lead != nil {
			return ref{true, f.Lead.ID}
		}
		return ref{false, f.Contact.ID}
	}
	seen := make(map[ref]bool)
	var all []Found
	for _, list := range [][]Found{more, some} { // the lists are fresher
		for _, f := range list {
			if !seen[of(f)] {
				seen[of(f)] = true
				all = append(all, f)
			}
		}
	}
	return all
}

func (k Keys) lead(l *sell.Lead) (Found, bool) {
	by := k.By(l.Email, l.Phone, l.Mobile)
	return Found{By: by, Lead: l}, by != ""
}

func (k Keys) contact(c *sell.Contact) (Found, bool) {
	by := k.By(c.Email, c.Phone, c.Mobile)
	return Found{By: by, Contact: c}, by != ""
}

// Filtered reads a filtered listing. Sell was seen to ignore a filter that it does not
// know, and would then list the whole account: so a page with a record that does not
// match is the last one read.
func Filtered[Record any](pages iter.Seq2[*sell.Page[Record], error], fits func(*Record) bool) error {
	for page, err := range pages {
		if err != nil {
			return err
		}
		ignored := false
		for _, record := range page.Items {
			if !fits(record) {
				ignored = true
			}
		}
		if ignored {
			return nil
		}
	}
	return nil
}
