package main

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"html/template"
	"maps"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// store is what the page shows of a stand-in.
type store interface {
	http.Handler
	Counts() map[string]int
	Records(kind string) []json.RawMessage
}

// site serves a stand-in, and at its root a page to look at it with a browser.
type site struct {
	name     string // "sell"
	title    string // "Zendesk Sell"
	probe    string // a path that answers who the token belongs to
	token    string // to show; "" where the user chose one
	snippet  string // how to connect from Go, with a %s for the base URL
	api      store
	requests journal
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/" || r.Method != http.MethodGet || !wantsPage(r.Header.Values("Accept")) {
		s.requests.record(s.api, w, r)
		return
	}
	if !local(r) {
		http.Error(w, "This page is shown to browsers on the same machine only.", http.StatusForbidden)
		return
	}
	view, ok := s.look(r.URL.Query())
	view.Base = "http://" + r.Host
	var page bytes.Buffer
	if err := pageTemplate.Execute(&page, view); err != nil {
		http.Error(w, "The page cannot be shown: "+err.Error(), http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	header.Set("Cache-Control", "no-store")
	header.Set("Vary", "Accept")
	if !ok {
		w.WriteHeader(http.StatusNotFound)
	}
	_, _ = w.Write(page.Bytes()) // the browser went away: nothing to tell it
}

// wantsPage reports whether a request comes from a browser: it names HTML, and
// not JSON. What API clients send never gets the page.
func wantsPage(accept []string) bool {
	html := false
	for _, header := range accept {
		for part := range strings.SplitSeq(header, ",") {
			switch kind, _, _ := mime.ParseMediaType(part); kind {
			case "text/html":
				html = true
			case "application/json":
				return false
			}
		}
	}
	return html
}

// local reports whether a request comes from this machine and names it. The
// name is checked too, since a foreign page can point its own name at a
// loopback address and then read what it gets.
func local(r *http.Request) bool {
	peer, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return loopback(peer) && loopback(strings.Trim(host, "[]"))
}

// view is what the template shows.
type view struct {
	*site
	Base    string
	Title   string
	Kinds   []kindCount
	Kind    string
	Rows    []row
	Newer   int // page numbers, 0 for none
	Older   int
	Record  string
	ID      string
	Journal []exchange
	Missing bool
}

type kindCount struct {
	Name  string
	Count int
}

// row is one record in a list.
type row struct{ ID, Label string }

const pageLength = 100

// look reads what the query asks for: nothing, a kind, or a record of a kind.
func (s *site) look(query url.Values) (v *view, ok bool) {
	v = &view{site: s, Title: s.title, Kind: query.Get("kind"), ID: query.Get("id")}
	counts := s.api.Counts()
	if v.Kind == "" {
		for _, name := range slices.Sorted(maps.Keys(counts)) {
			v.Kinds = append(v.Kinds, kindCount{name, counts[name]})
		}
		v.Journal = s.requests.newest()
		return v, true
	}
	if _, known := counts[v.Kind]; !known {
		v.Missing = true
		return v, false
	}
	records := s.api.Records(v.Kind)
	if query.Has("id") {
		for _, record := range records {
			if idOf(record) == v.ID {
				v.Record = pretty(record)
				return v, true
			}
		}
		v.Missing = true
		return v, false
	}
	number, err := strconv.Atoi(query.Get("page"))
	if err != nil || number < 1 {
		number = 1
	}
	from := min((number-1)*pageLength, len(records))
	to := min(from+pageLength, len(records))
	for _, record := range records[from:to] {
		v.Rows = append(v.Rows, row{idOf(record), label(record)})
	}
	if to < len(records) {
		v.Older = number + 1
	}
	v.Newer = number - 1
	return v, true
}

func idOf(record json.RawMessage) string {
	var o struct {
		ID json.RawMessage `json:"id"`
	}
	if json.Unmarshal(record, &o) != nil {
		return ""
	}
	return strings.Trim(string(o.ID), `"`)
}

// label finds a member that tells a person which record it is.
func label(record json.RawMessage) string {
	var o struct {
		Name         any    `json:"name"`
		Subject      any    `json:"subject"`
		Title        any    `json:"title"`
		First        any    `json:"first_name"`
		Last         any    `json:"last_name"`
		Organization any    `json:"organization_name"`
		Content      any    `json:"content"`
		Body         any    `json:"body"`
		Value        any    `json:"value"`
		Status       any    `json:"status"`
		Type         any    `json:"type"`
		URL          string `json:"url"`
	}
	if json.Unmarshal(record, &o) != nil {
		return ""
	}
	text := func(v any) string { s, _ := v.(string); return strings.TrimSpace(s) }
	best := cmp.Or(text(o.Name), text(o.Subject), text(o.Title), strings.TrimSpace(text(o.First)+" "+text(o.Last)),
		text(o.Organization), text(o.Content), text(o.Body), text(o.Value), text(o.Type), text(o.Status), o.URL)
	if runes := []rune(best); len(runes) > 120 {
		return string(runes[:120]) + "…"
	}
	return best
}

// pretty indents JSON, and returns anything else as it is.
func pretty(raw []byte) string {
	var out bytes.Buffer
	if json.Indent(&out, raw, "", "  ") != nil {
		return string(raw)
	}
	return out.String()
}

// Curl is a command that shows that the server is there.
func (v *view) Curl() string { return v.curl(v.Base) }

func (s *site) curl(base string) string {
	return `curl -H "Authorization: Bearer ` + cmp.Or(s.token, "YOUR_TOKEN") + `" ` + base + s.probe
}

// Go is how a Go program connects.
func (v *view) Go() string {
	return strings.NewReplacer("BASE", v.Base, "TOKEN", cmp.Or(v.token, "YOUR_TOKEN")).Replace(v.snippet)
}

//go:embed page.html
var pageHTML string

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))
