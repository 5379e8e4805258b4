package support

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"github.com/sellsupport/zendesk/internal/record"
)

// unwrap decodes the record under a member, or the whole response if the name is "".
func unwrap[Record any](body []byte, name string) (*Record, []string, error) {
	if name == "" {
		return record.Decode[Record](body, "")
	}
	return record.Under[Record](body, name)
}

// decode decodes a page: its records are under the member many, related ones under
// their own kind.
func (p pageOf) decode(body []byte, many string) (entries int, odd []string, err error) {
	a, odd, err := decodeListing(body, many, p.items)
	if err != nil {
		return 0, nil, err
	}
	*p.included, *p.count = a.included, a.count
	*p.next, err = a.next()
	return a.entries, odd, err
}

func (p *ExportPage[Record]) decode(body []byte, many string) (odd []string, err error) {
	a, odd, err := decodeListing(body, many, &p.Items)
	if err != nil {
		return nil, err
	}
	p.Included, p.Next, p.Last = a.included, a.after, a.last
	if p.Next == "" && !p.Last {
		return nil, errors.New("there is more, but no cursor")
	}
	return odd, nil
}

// listed is what a listing's response contains besides its records.
type listed struct {
	entries  int // records, and entries that are not records
	included Included
	count    int64
	beside
}

// decodeListing stores the records in items, which points to a slice of them.
func decodeListing(body []byte, many string, items any) (a listed, odd []string, err error) {
	page, err := record.DecodePage(body, many, items,
		func() { a = listed{} },
		func(name string, value []byte) []string {
			switch name {
			case "meta", "links", "next_page", "after_cursor", "end_of_stream":
				return a.read(name, value)
			case "count":
				return a.counted(value)
			}
			return a.included.add(name, value)
		})
	switch {
	case err != nil:
		return a, nil, err
	case !page.Found:
		return a, nil, fmt.Errorf("it has no %s", many)
	}
	a.entries = page.Entries
	return a, page.Odd, nil
}

// counted reads the number of all records. An object is the response of a count, which
// has a time too.
func (a *listed) counted(value []byte) (odd []string) {
	if record.Kind(value) == "object" || !record.Present(value) {
		return nil
	}
	var err error
	if a.count, err = strconv.ParseInt(string(value), 10, 64); err != nil {
		a.count = 0
		return []string{"/count"}
	}
	return nil
}

// next returns the cursor of the page that follows. Members that are not needed for that
// may be odd.
func (a *listed) next() (string, error) {
	switch {
	case a.paged == more || a.paged == unsaid && a.cursor() != "":
		// Only has_more ends such a listing: even the last page has a cursor and a
		// link.
		if a.cursor() == "" {
			return "", errors.New("there are more pages, but no cursor")
		}
		return afterCursor + a.cursor(), nil
	case a.paged == ended || a.page == "" || a.entries == 0:
		return "", nil // a numbered page past the end is empty, whatever link it has
	}
	link, err := url.Parse(a.page)
	if err != nil || link.Query().Get("page") == "" {
		return "", errors.New("/next_page names no page")
	}
	return pageCursor + link.Query().Get("page"), nil
}

// paging is what the member meta of a page says.
type paging uint8

const (
	absent paging = iota // it is missing: pages have numbers
	unsaid               // it cannot be read
	ended
	more
)

// beside are the members of a page that say how the listing continues.
type beside struct {
	paged paging
	token string // meta.after_cursor
	link  string // links.next
	page  string // next_page
	after string // after_cursor of an export
	last  bool   // end_of_stream
}

// cursor returns the cursor of the next page. It takes only the cursor from a link,
// because a response must not send the token elsewhere.
func (b *beside) cursor() string {
	if b.token != "" {
		return b.token
	}
	link, err := url.Parse(b.link)
	if err != nil {
		return ""
	}
	return link.Query().Get("page[after]")
}

func (b *beside) read(name string, value []byte) (odd []string) {
	if !record.Present(value) {
		return nil
	}
	switch name {
	case "meta":
		if record.Kind(value) != "object" {
			b.paged = unsaid
			return []string{"/meta"}
		}
		switch has := record.Member(value, "has_more"); {
		case string(has) == "true":
			b.paged = more
		case !record.Present(has) || string(has) == "false":
			b.paged = ended
		default:
			b.paged, odd = unsaid, []string{"/meta/has_more"}
		}
		b.token, odd = cursorIn(record.Member(value, "after_cursor"), "/meta/after_cursor", odd)
	case "links":
		if record.Kind(value) != "object" {
			return []string{"/links"}
		}
		b.link, odd = cursorIn(record.Member(value, "next"), "/links/next", nil)
	case "next_page":
		b.page, odd = cursorIn(value, "/next_page", nil)
	case "after_cursor":
		b.after, odd = cursorIn(value, "/after_cursor", nil)
	case "end_of_stream":
		b.last = string(value) == "true"
		if record.Kind(value) != "boolean" {
			return []string{"/end_of_stream"}
		}
	}
	return odd
}

// cursorIn reads a cursor or a link, which is odd if it is not text. A number is read as
// it is written; false means none.
func cursorIn(value []byte, at string, odd []string) (string, []string) {
	if !record.Present(value) || string(value) == "false" {
		return "", odd
	}
	text, _ := record.Text(value)
	if record.Kind(value) != "string" {
		odd = append(odd, at)
	}
	return text, odd
}
