package sell

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// DocumentsService reads the files on leads, contacts and deals. The API cannot
// write them, and lists only those of given records.
//
// API page: Documents (sales-crm/resources/documents). On lower plans it may be
// [zendesk.ErrForbidden].
//
//zendesk:resource Document /v2/documents Get List
type DocumentsService struct {
	rc    *rest.Client
	links *links
}

// Download copies the content of a document to w and returns the number of bytes
// written. If the link has expired since the document was read, Download gets a new
// one before it writes anything to w. If Sell has lost the file, the error is
// [zendesk.ErrNotFound].
//
// The link's host gets no credentials. The transfer does not count against the token's
// request rate and, because a file may take long, has no time limit but that of ctx; it
// ends if the host sends nothing for a minute. A transfer that breaks off, or is shorter
// than the document's Size if the host sends no length, returns a [*zendesk.Error] with
// the status 200, and is not retried. An error of w is returned unchanged.
//
//zendesk:op GET
func (s DocumentsService) Download(ctx context.Context, doc *Document, w io.Writer) (int64, error) {
	if doc.DownloadURL != "" {
		to := linkOf(opDocumentsDownload, doc.DownloadURL, doc.Size)
		n, err := s.links.copy(ctx, 1, to, w)
		if e, ok := errors.AsType[*zendesk.Error](err); !ok || e.Op != to.op || !expired(e.Status) {
			return n, err
		}
	}
	fresh, err := s.Get(ctx, doc.ID)
	if err != nil {
		return 0, err
	}
	if fresh.DownloadURL == "" {
		return 0, fmt.Errorf("%s: %w: the document has no link", opDocumentsDownload.Name, zendesk.ErrNotFound)
	}
	return s.links.copy(ctx, 2, linkOf(opDocumentsDownload, fresh.DownloadURL, fresh.Size), w)
}

// expired reports whether the status may mean that a link has expired.
func expired(status int) bool {
	return status == http.StatusForbidden || status == http.StatusNotFound || status == http.StatusGone
}

// Document is a file on a lead, contact or deal.
type Document struct {
	ID           int64        `json:"id"`
	ResourceType ResourceType `json:"resource_type,omitzero"` // lead, contact, sales_account or deal
	ResourceID   int64        `json:"resource_id,omitzero"`
	CreatorID    int64        `json:"creator_id,omitzero"`
	Name         string       `json:"name,omitzero"`
	ContentType  string       `json:"content_type,omitzero"`
	Size         int64        `json:"size,omitzero"` // bytes
	// DownloadURL gives access to anyone who has it, for 90 minutes; see
	// [DocumentsService.Download].
	DownloadURL string    `json:"download_url,omitzero"`
	CreatedAt   time.Time `json:"created_at,omitzero"`
	UpdatedAt   time.Time `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// DocumentQuery filters and sorts a listing of documents. ResourceType and ResourceID
// are required: the API does not list all documents.
type DocumentQuery struct {
	ResourceType []ResourceType `query:"resource_type"` // lead, contact, sales_account or deal
	ResourceID   []int64        `query:"resource_id"`   // of records of any of those types
	IDs          []int64        `query:"ids,max=100"`   // at most 100
	Name         string         `query:"name"`
	SortBy       DocumentSort   `query:"sort_by,default=id"`
	PerPage      int            `query:"per_page,max=100"`
}

func (q DocumentQuery) check() (argument, problem string) {
	switch {
	case len(q.ResourceType) == 0:
		return "ResourceType", errMissing
	case len(q.ResourceID) == 0:
		return "ResourceID", errMissing
	}
	return "", ""
}

// DocumentSort is a key to sort documents by, ascending; see [Descending].
type DocumentSort string

// Sort keys of documents.
const (
	DocumentsByID        DocumentSort = "id"
	DocumentsByCreatedAt DocumentSort = "created_at"
	DocumentsByUpdatedAt DocumentSort = "updated_at"
)
