package selltest

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// searchRoutes are the routes of the Search API.
func (s *Server) searchRoutes(mux *http.ServeMux) {
	for _, index := range searchIndexes() {
		res := &resource{kind: "search/" + index.kind, typ: index.typ, reads: true}
		mux.HandleFunc("POST /v3/"+index.kind+"/search", s.serve(res, func(c *call) (int, any, error) { return c.search(index) }))
		mux.HandleFunc("GET /v3/"+index.kind+"/schema", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/yaml; charset=utf-8")
			_, _ = io.WriteString(w, index.schema()) // the caller went away: nothing to tell it
		})
	}
	mux.HandleFunc("GET /v3/search-schema", s.serve(&resource{kind: "search-schema", reads: true}, (*call).searchSchema))
}

// schema is the YAML of the attributes. No token is needed to read it.
func (index *searchIndex) schema() string {
	var b strings.Builder
	b.WriteString("attributes:\n")
	for _, a := range index.attrs {
		fmt.Fprintf(&b, "  - name: %s\n    type: %s\n", a.name, a.base())
		if a.many() {
			b.WriteString("    array: true\n")
		}
	}
	return b.String()
}

func (c *call) searchSchema() (int, any, error) {
	if err := c.noQuery(); err != nil {
		return 0, nil, err
	}
	return http.StatusOK, object("$schema", "http://json-schema.org/draft-04/schema#", "type", "object", "required", []string{"items"}), nil
}

// search answers a batch of queries. The status is that of all, or 207.
func (c *call) search(index *searchIndex) (int, any, error) {
	if err := c.noQuery(); err != nil {
		return 0, nil, err
	}
	body, _ := io.ReadAll(c.r.Body) // it is in memory
	envelope, err := fake.ParseObject(body)
	var queries []json.RawMessage
	if err != nil || json.Unmarshal(envelope.Raw("items"), &queries) != nil || len(queries) == 0 {
		return 0, nil, refuse(http.StatusBadRequest, "invalid_payload", "The body must be an object with a list of items.")
	}
	answers := make([]fake.Object, len(queries))
	refused := 0
	for i, query := range queries {
		answers[i], err = c.answer(index, query)
		if r, ok := errors.AsType[*refusal](err); ok {
			refused++
			answers[i] = object("successful", false, "errors", r.body("").Raw("errors"),
				"meta", object("type", "errors", "http_status", fmt.Sprintf("%d %s", r.status, http.StatusText(r.status))))
		}
	}
	status := http.StatusOK
	switch refused {
	case 0:
	case len(queries):
		status = http.StatusBadRequest
	default:
		status = http.StatusMultiStatus
	}
	return status, object("items", answers), nil
}

const (
	defaultSearchPage = 50
	largestSearchPage = 200
)

// answer answers one query.
func (c *call) answer(index *searchIndex, raw json.RawMessage) (fake.Object, error) {
	// Samples have per_page beside data, where it is ignored.
	item, err := members(raw, "An item", "data", "per_page")
	if err != nil {
		return nil, err
	}
	data, err := members(item.Raw("data"), "data", "query", "aggregations", "suggestions", "hits", "cursor", "page", "offset", "per_page")
	if err != nil {
		return nil, err
	}
	query := fake.Object{}
	if data.Has("query") {
		if query, err = members(data.Raw("query"), "query", "projection", "filter", "sort"); err != nil {
			return nil, err
		}
	}
	s := search{call: c, index: index}
	if index.wallTime {
		s.zone = c.accountZone()
	}
	projection, err := s.projection(query.Raw("projection"))
	if err != nil {
		return nil, err
	}
	found, err := s.found(query)
	if err != nil {
		return nil, err
	}
	figures, err := s.aggregate(data.Raw("aggregations"), found)
	if err != nil {
		return nil, err
	}
	from, perPage, err := s.place(data, query, found)
	if err != nil {
		return nil, err
	}
	if raw := data.Raw("hits"); raw != nil && string(raw) != "true" && string(raw) != "false" {
		return nil, invalidParam("hits is true or false.")
	} else if string(raw) == "false" {
		perPage = 0
	}
	rows := found.page(from, perPage)
	items := make([]fake.Object, 0, len(rows))
	for _, row := range rows {
		items = append(items, object("data", s.hit(projection, row.o), "meta", object("type", index.typ)))
	}
	links := fake.Object{}
	if to := from + int64(len(rows)); to < found.total && perPage > 0 {
		links = object("next_page", searchCursor(query, rows[len(rows)-1].key, to))
	}
	return object("successful", true, "items", items, "meta", object("type", "collection", "count", len(items), "total_count", found.total,
		"http_status", "200 OK", "links", links, "aggregations", figures)), nil
}

// place says where a page begins and how long it is.
func (s search) place(data, query fake.Object, found *hits) (from, perPage int64, err error) {
	number := func(name string, initial, most int64) int64 {
		raw := data.Raw(name)
		if raw == nil {
			return initial
		}
		n, problem := strconv.ParseInt(string(raw), 10, 64)
		if problem != nil || n < 0 || n > most {
			err = invalidParam("%s must be a number in the range 0 to %d.", name, most)
		}
		return n
	}
	perPage = number("per_page", defaultSearchPage, largestSearchPage)
	page, offset := number("page", 0, 1<<40), number("offset", 0, 1<<40)
	if err != nil {
		return 0, 0, err
	}
	given := 0
	for _, name := range []string{"cursor", "page", "offset"} {
		if data.Has(name) {
			given++
		}
	}
	if given > 1 {
		return 0, 0, invalidParam("cursor, page and offset exclude each other.")
	}
	from = offset + page*perPage
	if data.Has("cursor") {
		if from, err = afterSearchCursor(query, data.Text("cursor"), found); err != nil {
			return 0, 0, err
		}
	}
	return min(from, found.total), perPage, nil
}

// searchCursor names the last hit of a page, and its place should it vanish. It
// is good for the same query only.
func searchCursor(query fake.Object, last, place int64) string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%x %d %d", queryHash(query), last, place))
}

func queryHash(query fake.Object) uint64 {
	h := fnv.New64a()
	_, _ = h.Write(fake.JSON(query.Without("projection"))) // a hash never fails
	return h.Sum64()
}

func afterSearchCursor(query fake.Object, cursor string, found *hits) (int64, error) {
	raw, _ := base64.StdEncoding.DecodeString(cursor)
	var hash uint64
	var last, place int64
	if _, err := fmt.Sscanf(string(raw), "%x %d %d", &hash, &last, &place); err != nil || hash != queryHash(query) {
		return 0, invalidParam("The cursor is not one of this query.")
	}
	at := int64(0)
	for r := range found.each() {
		if at++; r.key == last {
			return at, nil
		}
	}
	return place, nil
}

// shownSecretly is a record as it is shown, with the secret members.
func (c *call) shownSecretly(res *resource, o fake.Object) fake.Object {
	if res.show != nil {
		return res.show(c, o)
	}
	return o
}

// aggregate computes the figures. Nothing but the sum is known of the real API.
func (s search) aggregate(raw json.RawMessage, found *hits) (fake.Object, error) {
	var list []json.RawMessage
	if raw != nil && json.Unmarshal(raw, &list) != nil {
		return nil, invalidParam("aggregations must be a list.")
	}
	figures := fake.Object{}
	for _, raw := range list {
		o, err := members(raw, "An aggregation", "attribute", "aggregation_type")
		if err != nil {
			return nil, err
		}
		a, err := s.tested(o.Raw("attribute"))
		switch {
		case err != nil:
			return nil, err
		case o.Text("aggregation_type") != "sum":
			return nil, invalidParam("aggregation_type must be sum.")
		case !slices.Contains([]string{"double", "long", "integer"}, a.typ):
			return nil, invalidParam("%s is no number.", a.name)
		}
		sum := new(big.Rat)
		for row := range found.each() {
			for _, value := range s.scalars(a, row.o) {
				sum.Add(sum, value.number)
			}
		}
		figures = figures.With(a.name, object("sum", doubleJSON(sum)))
	}
	return figures, nil
}

// projection reads the attributes to answer: id and version always, and an
// object by its name for all of its parts.
func (s search) projection(raw json.RawMessage) ([]searchAttr, error) {
	list := []json.RawMessage{}
	if raw != nil && json.Unmarshal(raw, &list) != nil {
		return nil, invalidParam("projection must be a list.")
	}
	attrs := slices.Clone(s.index.attrs)
	attrs = slices.DeleteFunc(attrs, func(a searchAttr) bool { return a.name != "id" && a.name != "version" })
	for _, raw := range list {
		o, err := members(raw, "projection", "name")
		if err != nil {
			return nil, err
		}
		name, found := o.Text("name"), false
		for _, a := range s.index.attrs {
			if strings.HasPrefix(a.name, name+".") && name != "" {
				attrs, found = append(attrs, a), true
			}
		}
		if found {
			continue
		}
		a, err := s.attribute(raw)
		if err != nil {
			return nil, err
		}
		attrs = append(attrs, a)
		if a.name == "custom_fields" {
			attrs = append(attrs, s.customAttrs(s.index)...)
		}
	}
	return attrs, nil
}

// hit is a record as a search answers it: parts stand within their objects.
func (s search) hit(projection []searchAttr, o fake.Object) fake.Object {
	hit := fake.Object{}
	for _, a := range projection {
		value := s.searchValue(s.index, a, o)
		group, part, nested := strings.Cut(a.name, ".")
		if !nested {
			hit = hit.With(a.name, value)
			continue
		}
		parts, _ := fake.ParseObject(hit.Raw(group)) // none yet
		if string(value) == "null" && len(parts) == 0 {
			hit = hit.With(group, nil)
			continue
		}
		hit = hit.With(group, parts.With(part, value))
	}
	return hit
}
