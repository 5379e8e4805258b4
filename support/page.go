package support

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// Page is one page of a listing.
type Page[Record any] struct {
	Items []*Record
	// Included holds the related records that the query asked for.
	Included Included
	// Count is the number of all records that fit, where the API tells it.
	Count int64
	// Next is the cursor of the page that follows, "" after the last one. It
	// can be stored: List goes on from it. A page may be empty and not the last.
	Next string
}

// Cursors say which style of paging they belong to, since one listing may
// answer in either.
const (
	afterCursor = "after="
	pageCursor  = "page="
)

// resume asks for the page that the cursor names.
func resume(req zendesk.Request, cursor string) error {
	switch {
	case cursor == "":
	case strings.HasPrefix(cursor, afterCursor):
		req.Query.Set("page[after]", strings.TrimPrefix(cursor, afterCursor))
	case strings.HasPrefix(cursor, pageCursor):
		numbered(req.Query)
		req.Query.Set("page", strings.TrimPrefix(cursor, pageCursor))
	default:
		return &zendesk.ArgumentError{Op: req.Op, Argument: "cursor", Problem: "is not the Next of a page of this listing"}
	}
	return nil
}

// numbered asks for pages by number: the two styles must never be mixed.
func numbered(q url.Values) {
	if size := q.Get("page[size]"); size != "" {
		q.Del("page[size]")
		q.Set("per_page", size)
	}
}

// decode reads a page: its records stand under the member many, the related
// ones under their own kind.
func (p *Page[Record]) decode(body []byte, many string) (odd []string, err error) {
	var nextPage string
	var meta *struct {
		HasMore     bool   `json:"has_more"`
		AfterCursor string `json:"after_cursor"`
	}
	var links struct {
		Next string `json:"next"`
	}
	found := false
	err = members(body, func(name string, value jsontext.Value) error {
		switch name {
		case many:
			found = true
			strange, err := p.items(value, "/"+many)
			odd = append(odd, strange...)
			return err
		case "meta":
			return rest.Unmarshal(value, &meta)
		case "links":
			return rest.Unmarshal(value, &links)
		case "next_page":
			return rest.Unmarshal(value, &nextPage)
		case "count":
			_ = rest.Unmarshal(value, &p.Count) // an object where it is a count of its own
			return nil
		}
		odd = append(odd, p.Included.add(name, value)...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fmt.Errorf("it has no %s", many)
	}
	switch {
	case meta != nil:
		// Only has_more ends a listing: the last page carries cursor and link too.
		if meta.HasMore {
			p.Next, err = cursorOf(meta.AfterCursor, links.Next)
		}
	case nextPage != "" && len(p.Items) > 0:
		// A numbered page past the end is empty, whatever link it carries.
		p.Next, err = numberOf(nextPage)
	}
	return odd, err
}

// items reads the records of a page, and collects what is odd inside of those
// that decode themselves.
func (p *Page[Record]) items(value jsontext.Value, at string) (odd []string, err error) {
	p.Items, odd, err = rest.Records[Record](value, at)
	for i, item := range p.Items {
		if result, ok := any(item).(*Result); ok {
			for _, path := range result.odd {
				odd = append(odd, at+"/"+strconv.Itoa(i)+path)
			}
		}
	}
	return odd, err
}

// Of a link only the cursor is taken: an answer must not send the token elsewhere.
func cursorOf(after, link string) (string, error) {
	if after == "" {
		if u, err := url.Parse(link); err == nil {
			after = u.Query().Get("page[after]")
		}
	}
	if after == "" {
		return "", errors.New("there are more pages, but no cursor")
	}
	return afterCursor + after, nil
}

func numberOf(link string) (string, error) {
	u, err := url.Parse(link)
	if err != nil || u.Query().Get("page") == "" {
		return "", errors.New("/next_page names no page")
	}
	return pageCursor + u.Query().Get("page"), nil
}

// members calls visit for each member of a JSON object.
func members(body []byte, visit func(name string, value jsontext.Value) error) error {
	dec := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if token, err := dec.ReadToken(); err != nil || token.Kind() != '{' {
		return errors.New("it is no JSON object")
	}
	for dec.PeekKind() != '}' {
		token, err := dec.ReadToken()
		if err != nil {
			return fmt.Errorf("malformed JSON at byte %d", dec.InputOffset())
		}
		name := token.String()
		value, err := dec.ReadValue()
		if err != nil {
			return fmt.Errorf("malformed JSON at byte %d", dec.InputOffset())
		}
		if err := visit(name, value); err != nil {
			return err
		}
	}
	return nil
}
