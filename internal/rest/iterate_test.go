package rest_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// book is a listing whose cursors are page numbers.
type book struct {
	pages   map[string][]int
	next    map[string]string
	fail    map[string]error
	fetched []string
}

func (b *book) list(cursor string) ([]int, string, error) {
	b.fetched = append(b.fetched, cursor)
	return b.pages[cursor], b.next[cursor], b.fail[cursor]
}

func collect(b *book, limit int) (got []int, err error) {
	pages := rest.Pages("x.List", "", b.list)
	return zendesk.Collect(rest.Items(pages, func(p []int) []int { return p }), limit)
}

func TestPages(t *testing.T) {
	broken := errors.New("broken")
	for _, test := range []struct {
		name    string
		book    book
		limit   int
		want    []int
		fetched int
		err     error
	}{
		{"none", book{}, 0, nil, 1, nil},
		{"an empty page is not the end", book{pages: map[string][]int{"": {1}, "b": {}, "c": {3}}, next: map[string]string{"": "b", "b": "c"}}, 0, []int{1, 3}, 3, nil},
		{"nothing is fetched after the limit", book{pages: map[string][]int{"": {1, 2}, "b": {3, 4}}, next: map[string]string{"": "b", "b": "c"}}, 2, []int{1, 2}, 1, nil},
		{"an error is the last", book{pages: map[string][]int{"": {1}}, next: map[string]string{"": "b"}, fail: map[string]error{"b": broken}}, 0, []int{1}, 2, broken},
		{"a cursor that stands still", book{pages: map[string][]int{"": {1}, "b": {2}}, next: map[string]string{"": "b", "b": "b"}}, 0, []int{1, 2}, 2, zendesk.ErrNoProgress},
		{"a cursor that comes back", book{pages: map[string][]int{"": {1}, "b": {2}, "c": {3}}, next: map[string]string{"": "b", "b": "c", "c": "b"}}, 0, []int{1, 2, 3}, 3, zendesk.ErrNoProgress},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := collect(&test.book, test.limit)
			if !slices.Equal(got, test.want) || !errors.Is(err, test.err) || len(test.book.fetched) != test.fetched {
				t.Errorf("got %v after %d pages, error %v; want %v after %d, %v", got, len(test.book.fetched), err, test.want, test.fetched, test.err)
			}
		})
	}
}

// A listing can be ranged over again, from its start.
func TestPagesRestart(t *testing.T) {
	b := &book{pages: map[string][]int{"": {1}, "b": {2}}, next: map[string]string{"": "b"}}
	pages := rest.Pages("x.List", "", b.list)
	if len(b.fetched) != 0 {
		t.Error("a page was fetched before it was asked for")
	}
	for range 2 {
		var got []int
		for page, err := range pages {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, page...)
		}
		if fmt.Sprint(got) != "[1 2]" {
			t.Errorf("got %v", got)
		}
	}
	if fmt.Sprintf("%q", b.fetched) != `["" "b" "" "b"]` {
		t.Errorf("fetched %q", b.fetched)
	}
	for _, err := range pages { // ends between the pages
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	if len(b.fetched) != 5 {
		t.Errorf("fetched %q", b.fetched[4:])
	}
}
