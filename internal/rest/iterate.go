package rest

import (
	"fmt"
	"iter"

	"github.com/sellsupport/zendesk"
)

// Pages follows the cursors of a listing from its start. It keeps nothing
// between two ranges.
func Pages[Page any](op string, list func(cursor string) (page Page, next string, err error)) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		var none Page
		seen := make(map[string]bool)
		for cursor := ""; ; {
			page, next, err := list(cursor)
			if err != nil {
				yield(none, err)
				return
			}
			if !yield(page, nil) || next == "" {
				return
			}
			if seen[next] {
				yield(none, fmt.Errorf("%s: %w: a cursor came twice", op, zendesk.ErrNoProgress))
				return
			}
			seen[next] = true
			cursor = next
		}
	}
}

// Items iterates over the items of pages.
func Items[Page, Item any](pages iter.Seq2[Page, error], of func(Page) []Item) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for page, err := range pages {
			if err != nil {
				var none Item
				yield(none, err)
				return
			}
			for _, item := range of(page) {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}
