package selltest

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

const (
	// fileHost is where the links of documents lead to within the process; on a
	// port, they lead to the port.
	fileHost = "https://files.example.com"
	linkLife = 90 * time.Minute
)

// SetFile stores the content of a document. A document that has none, or nil,
// is one whose file was lost: its link is answered 404.
func (s *Server) SetFile(document int64, content []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[document] = content
}

// showDocument: each answer has a link of its own to the file, which ends after
// 90 minutes. A link that was seeded stays.
func showDocument(c *call, o fake.Object) fake.Object {
	if o.Present("download_url") {
		return o
	}
	id, _ := o.Int("id")
	host := fileHost
	if c.ofPort() {
		host = "http://" + c.r.Host
	}
	return o.With("download_url", fmt.Sprintf("%s/files/%d?expires=%d", host, id, c.now.Add(linkLife).Unix()))
}

// file answers a link, as the file host does: without a token, and refusing
// one that is not its own.
func (s *Server) file(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
	content, set := s.files[id]
	document, known := s.resources["documents"].table.Get(id)
	if !set && document.Has(bornMember) {
		content = []byte("Offer")
	}
	now := s.clock()
	s.mu.Unlock()

	expires, err := strconv.ParseInt(r.URL.Query().Get("expires"), 10, 64)
	switch {
	case r.Header.Get("Authorization") != "":
		http.Error(w, "one way to authenticate is enough", http.StatusBadRequest)
	case err != nil || now.Unix() > expires:
		http.Error(w, "the link has expired", http.StatusForbidden)
	case content == nil || !known:
		http.Error(w, "there is no such file", http.StatusNotFound)
	default:
		w.Header().Set("Content-Type", document.Text("content_type"))
		w.Header().Set("Content-Length", strconv.Itoa(len(content)))
		_, _ = w.Write(content) // the caller went away: nothing to tell it
	}
}
