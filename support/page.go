package support

import (
	"net/url"
	"strings"

	"github.com/sellsupport/zendesk"
)

// Page is one page of a listing.
type Page[Record any] struct {
	Items []*Record
	// Included holds the related records that the query asked for.
	Included Included
	// Count is the number of all matching records, if the API sends it.
	Count int64
	// Next is the cursor of the page that follows, "" after the last one. It can be
	// stored: List continues from it. A page may be empty without being the last.
	Next string
}

// Cursors say which style of pagination they belong to, because a listing may use
// either.
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

// numbered switches to pages by number: the two styles must never be mixed.
func numbered(q url.Values) {
	if size := q.Get("page[size]"); size != "" {
		q.Del("page[size]")
		q.Set("per_page", size)
	}
}
