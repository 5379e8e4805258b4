package rest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"github.com/sellsupport/zendesk"
)

// Start takes the cursor of [zendesk.From] out of the options of a listing, ""
// where there is none, and returns the other options.
func Start(opts []zendesk.CallOption) (cursor string, others []zendesk.CallOption) {
	if len(opts) == 0 {
		return "", nil
	}
	var s zendesk.CallSettings
	for _, opt := range opts {
		opt(&s)
	}
	if s.From.IsZero() {
		return "", opts
	}
	cursor, _ = s.From.Get()
	return cursor, append(slices.Clip(opts), func(s *zendesk.CallSettings) { s.From = zendesk.Opt[string]{} })
}

// Whole refuses [zendesk.From] for what must read a listing from its start.
func Whole(op string, opts []zendesk.CallOption) error {
	var s zendesk.CallSettings
	for _, opt := range opts {
		opt(&s)
	}
	if !s.From.IsZero() {
		return &zendesk.ArgumentError{Op: op, Argument: "From", Problem: "all of it is read, from the start"}
	}
	return nil
}

// Cursor is [Start] for one page, which can also be given as an argument.
func Cursor(op, given string, opts []zendesk.CallOption) (cursor string, others []zendesk.CallOption, err error) {
	cursor, others = Start(opts)
	if given != "" && cursor != "" {
		return "", nil, &zendesk.ArgumentError{Op: op, Argument: "cursor", Problem: "and zendesk.From exclude each other"}
	}
	return cmp.Or(given, cursor), others, nil
}

// Pages follows the cursors of a listing from one of them, "" for its start. It
// keeps nothing between two ranges.
func Pages[Page any](op, from string, list func(cursor string) (page Page, next string, err error)) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		var none Page
		seen := map[string]bool{from: true}
		for cursor := from; ; {
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

// Raw iterates over the items of a listing of raw ones.
func Raw(items iter.Seq2[*json.RawMessage, error]) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		for raw, err := range items {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(*raw, nil) {
				return
			}
		}
	}
}
