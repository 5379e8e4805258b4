package sell

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
	"github.com/sellsupport/zendesk/internal/rest"
)

// SearchPage is one page of hits.
type SearchPage[Hit any] struct {
	Items []*Hit
	// Next is the cursor of the page that follows, "" after the last one. It can be
	// stored: List continues from it with the same query.
	Next string
	// TotalCount is the number of records found, on all pages.
	TotalCount   int64
	Aggregations Aggregations
}

// SearchResult is the result of one query of a batch: either Page or Err.
type SearchResult[Hit any] struct {
	Page *SearchPage[Hit]
	Err  error // a [*zendesk.Error]
}

// searchItem is the response to one query.
type searchItem[Hit any] struct {
	Successful *bool                  `json:"successful"`
	Items      []record.Wrapped[*Hit] `json:"items"`
	Errors     json.RawMessage        `json:"errors"`
	Meta       searchMeta             `json:"meta"`
}

type searchMeta struct {
	TotalCount   int64           `json:"total_count"`
	HTTPStatus   string          `json:"http_status"` // "200 OK"
	Aggregations json.RawMessage `json:"aggregations"`
	Links        struct {
		NextPage string `json:"next_page"` // a cursor here, not a link
	} `json:"links"`
}

func (i searchItem[Hit]) refused() bool {
	return i.Successful != nil && !*i.Successful || i.Successful == nil && len(i.Errors) > 0
}

// search sends queries and returns a result for each.
func (s SearchIndex[Hit]) search(ctx context.Context, r rest.Request, queries []object, opts []zendesk.CallOption) ([]SearchResult[Hit], error) {
	var meta *zendesk.Meta // the caller's, if they want it
	opts = append(slices.Clip(opts), func(c *zendesk.CallSettings) {
		if c.Meta == nil {
			c.Meta = new(zendesk.Meta)
		}
		meta = c.Meta
	})
	var results []SearchResult[Hit]
	err := s.rc.Do(ctx, r.With(queries).Request, opts, func(body []byte) (odd []string, err error) {
		results, odd, err = decodeSearch[Hit](body, len(queries))
		return odd, err
	})
	if e, ok := errors.AsType[*zendesk.Error](err); ok && e.Status == http.StatusBadRequest {
		// All queries were rejected: their responses are in the error's body.
		if all, _, problem := decodeSearch[Hit](e.Body, len(queries)); problem == nil {
			results, err = all, nil
		}
	}
	if err != nil {
		return nil, err
	}
	for _, result := range results {
		if e, ok := errors.AsType[*zendesk.Error](result.Err); ok {
			e.Op = zendesk.Op{Product: product.Name, Name: r.Op, Method: r.Method, Route: r.Route}
			e.RequestID, e.Attempts = meta.RequestID, meta.Attempts
		}
	}
	return results, nil
}

// decodeSearch decodes the responses to n queries in one pass, or hit by hit if one is
// odd.
func decodeSearch[Hit any](body []byte, n int) (results []SearchResult[Hit], odd []string, err error) {
	var typed struct {
		Items []searchItem[Hit] `json:"items"`
	}
	if record.Whole(body, &typed) && len(typed.Items) == n {
		for i, item := range typed.Items {
			hits := make([]*Hit, len(item.Items))
			for j, hit := range item.Items {
				hits[j] = hit.Data
			}
			result, strange := resultOf(item, hits, len(hits), i)
			results, odd = append(results, result), append(odd, strange...)
		}
		return results, odd, nil
	}
	if err := record.Check(body); err != nil {
		return nil, nil, err
	}
	answers := record.Member(body, "items")
	if kind := record.Kind(answers); kind != "list" {
		return nil, nil, fmt.Errorf("/items: a JSON %s where a list belongs", kind)
	}
	for i, answer := range record.Elements(answers) {
		item, strange := readSearch[Hit](answer, "/items/"+strconv.Itoa(i))
		odd = append(odd, strange...)
		var hits []*Hit
		entries := 0
		for j, wrapped := range record.Elements(record.Member(answer, "items")) {
			hit, strange, err := record.Item[Hit](record.Member(wrapped, "data"), fmt.Sprintf("/items/%d/items/%d/data", i, j))
			if err != nil {
				return nil, nil, err
			}
			if odd = append(odd, strange...); hit != nil {
				hits = append(hits, hit)
			}
			entries++
		}
		result, strange := resultOf(item, hits, entries, i)
		results, odd = append(results, result), append(odd, strange...)
	}
	if len(results) != n {
		return nil, nil, fmt.Errorf("there are %d results for %d queries", len(results), n)
	}
	return results, odd, nil
}

// readSearch reads the members of a response other than its hits, one by one.
func readSearch[Hit any](answer []byte, at string) (item searchItem[Hit], odd []string) {
	if record.Kind(answer) != "object" {
		item.Errors = bytes.Clone(answer) // it is not a response with hits
		return item, []string{at}
	}
	read := func(value []byte, path string, out any) {
		if record.Present(value) && record.Unmarshal(value, out) != nil {
			odd = append(odd, at+path)
		}
	}
	read(record.Member(answer, "successful"), "/successful", &item.Successful)
	if errors := record.Member(answer, "errors"); record.Present(errors) {
		item.Errors = bytes.Clone(errors)
	}
	meta := record.Member(answer, "meta")
	if record.Present(meta) && record.Kind(meta) != "object" {
		odd = append(odd, at+"/meta")
	}
	read(record.Member(meta, "total_count"), "/meta/total_count", &item.Meta.TotalCount)
	read(record.Member(meta, "http_status"), "/meta/http_status", &item.Meta.HTTPStatus)
	if figures := record.Member(meta, "aggregations"); record.Present(figures) {
		item.Meta.Aggregations = bytes.Clone(figures)
	}
	links := record.Member(meta, "links")
	if record.Present(links) && record.Kind(links) != "object" {
		odd = append(odd, at+"/meta/links")
	}
	if next := record.Member(links, "next_page"); string(next) != "false" {
		read(next, "/meta/links/next_page", &item.Meta.Links.NextPage)
	}
	return item, odd
}

// resultOf makes a result from a response and its usable hits.
func resultOf[Hit any](item searchItem[Hit], hits []*Hit, entries, at int) (result SearchResult[Hit], odd []string) {
	if item.refused() {
		return SearchResult[Hit]{Err: item.problem()}, nil
	}
	page := &SearchPage[Hit]{Items: hits, TotalCount: item.Meta.TotalCount}
	if entries > 0 {
		page.Next = item.Meta.Links.NextPage
	}
	if figures := item.Meta.Aggregations; len(figures) > 0 && record.Unmarshal(figures, &page.Aggregations) != nil {
		page.Aggregations, odd = nil, append(odd, fmt.Sprintf("/items/%d/meta/aggregations", at))
	}
	return SearchResult[Hit]{Page: page}, odd
}

// problem returns the error of a query that was rejected. Its status is in the response
// body, because the HTTP status is that of all queries together.
func (i searchItem[Hit]) problem() *zendesk.Error {
	e := &zendesk.Error{Status: http.StatusBadRequest, Body: i.Errors}
	code, _, _ := strings.Cut(i.Meta.HTTPStatus, " ")
	if status, err := strconv.Atoi(code); err == nil && status >= 300 {
		e.Status = status
		e.Repeatable = status == http.StatusTooManyRequests || status >= http.StatusInternalServerError
	}
	body, err := json.Marshal(map[string]json.RawMessage{"errors": i.Errors})
	if err == nil {
		product.Explain(body, e)
	}
	return e
}
