package sell

import (
	"errors"
	"net/url"
	"strings"

	"github.com/sellsupport/zendesk/internal/record"
)

// decodePage decodes a page. open means that the page does not say what follows.
func decodePage(body []byte, bare bool, into pageOf) (open bool, odd []string, err error) {
	var follow following
	page, err := record.DecodeWrapped(body, "items", into.items, func() { follow = following{unsaid: true} }, follow.read)
	switch {
	case err != nil:
		return false, nil, err
	case page.Entries == 0: // a page past the end has no links that count
		return false, page.Odd, nil
	}
	*into.next, err = follow.next(bare)
	return follow.unsaid, page.Odd, err
}

// following is what a page says about the one that follows.
type following struct {
	link   string
	unsaid bool // nothing readable
}

// read reads a member beside the items.
func (f *following) read(name string, value []byte) (odd []string) {
	if name != "meta" || !record.Present(value) {
		return nil
	}
	links := record.Member(value, "links")
	switch {
	case record.Kind(value) != "object":
		return []string{"/meta"}
	case links != nil && record.Present(links) && record.Kind(links) != "object":
		return []string{"/meta/links"}
	}
	link := record.Member(links, "next_page")
	if f.unsaid = false; !record.Present(link) || string(link) == "false" {
		return nil
	}
	if record.Kind(link) != "string" {
		f.unsaid = true
		return []string{"/meta/links/next_page"}
	}
	f.link, _ = record.Text(link)
	return nil
}

// next returns the cursor of the page that follows. It takes only the cursor from the
// link, because a response must not send the token elsewhere. If bare, anything but a
// link is the cursor itself.
func (f following) next(bare bool) (string, error) {
	switch {
	case f.link == "":
		return "", nil
	case bare && !strings.Contains(f.link, "://") && !strings.Contains(f.link, "?"):
		return tokenPrefix + f.link, nil
	}
	link, err := url.Parse(f.link)
	if err != nil {
		return "", errors.New("/meta/links/next_page is not a link")
	}
	switch query := link.Query(); {
	case query.Get("cursor") != "":
		return tokenPrefix + query.Get("cursor"), nil
	case query.Get("page") != "":
		return query.Get("page"), nil
	}
	return "", errors.New("/meta/links/next_page names no page")
}
