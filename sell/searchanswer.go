package sell

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// SearchPage is one page of hits.
type SearchPage[Hit any] struct {
	Items []*Hit
	// Next is the cursor of the page that follows, "" after the last one. It
	// can be stored: List goes on from it with the same query.
	Next string
	// TotalCount is how many records are found, on all pages.
	TotalCount   int64
	Aggregations Aggregations
}

// SearchResult is what came of one query of a batch: Page, or Err.
type SearchResult[Hit any] struct {
	Page *SearchPage[Hit]
	Err  error // a [*zendesk.Error]
}

// searchItem is the answer to one query.
type searchItem[T any] struct {
	Successful *bool           `json:"successful"`
	Items      []envelope[T]   `json:"items"`
	Errors     json.RawMessage `json:"errors"`
	Meta       struct {
		TotalCount   int64           `json:"total_count"`
		HTTPStatus   string          `json:"http_status"` // "200 OK"
		Aggregations json.RawMessage `json:"aggregations"`
		Links        struct {
			NextPage string `json:"next_page"` // a cursor here, no link
		} `json:"links"`
	} `json:"meta"`
}

func (i searchItem[T]) refused() bool {
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
		// All queries were refused: the answers are in the error's body.
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

// decodeSearch decodes the answers to n queries in one pass, or hit by hit
// where one is odd.
func decodeSearch[Hit any](body []byte, n int) (results []SearchResult[Hit], odd []string, err error) {
	var typed struct {
		Items []searchItem[*Hit] `json:"items"`
	}
	if rest.Unmarshal(body, &typed) == nil && len(typed.Items) == n && !slices.ContainsFunc(typed.Items, hasNullHit[Hit]) {
		for i, item := range typed.Items {
			hits := make([]*Hit, len(item.Items))
			for j, hit := range item.Items {
				hits[j] = hit.Data
			}
			result, strange := resultOf(item, hits, i)
			results, odd = append(results, result), append(odd, strange...)
		}
		return results, odd, nil
	}
	var raw struct {
		Items []searchItem[json.RawMessage] `json:"items"`
	}
	if err := rest.Unmarshal(body, &raw); err != nil {
		return nil, nil, err
	}
	if len(raw.Items) != n {
		return nil, nil, fmt.Errorf("there are %d answers to %d queries", len(raw.Items), n)
	}
	for i, item := range raw.Items {
		raws := make([]json.RawMessage, len(item.Items))
		for j, hit := range item.Items {
			raws[j] = hit.Data
		}
		hits, strange, err := rest.Each[Hit](raws, func(j int) string { return fmt.Sprintf("/items/%d/items/%d/data", i, j) })
		if err != nil {
			return nil, nil, err
		}
		odd = append(odd, strange...)
		result, strange := resultOf(item, hits, i)
		results, odd = append(results, result), append(odd, strange...)
	}
	return results, odd, nil
}

func hasNullHit[Hit any](item searchItem[*Hit]) bool {
	return slices.ContainsFunc(item.Items, func(hit envelope[*Hit]) bool { return hit.Data == nil })
}

// resultOf makes a result of an answer and its hits.
func resultOf[T, Hit any](item searchItem[T], hits []*Hit, at int) (result SearchResult[Hit], odd []string) {
	if item.refused() {
		return SearchResult[Hit]{Err: item.problem()}, nil
	}
	page := &SearchPage[Hit]{Items: hits, TotalCount: item.Meta.TotalCount}
	if len(item.Items) > 0 {
		page.Next = item.Meta.Links.NextPage
	}
	if figures := item.Meta.Aggregations; len(figures) > 0 && rest.Unmarshal(figures, &page.Aggregations) != nil {
		page.Aggregations, odd = nil, append(odd, fmt.Sprintf("/items/%d/meta/aggregations", at))
	}
	return SearchResult[Hit]{Page: page}, odd
}

// problem is the error of a query that was refused. Its status stands in the
// answer only, since that of HTTP is of all queries together.
func (i searchItem[T]) problem() *zendesk.Error {
	e := &zendesk.Error{Status: http.StatusBadRequest, Body: i.Errors}
	code, _, _ := strings.Cut(i.Meta.HTTPStatus, " ")
	if status, err := strconv.Atoi(code); err == nil && status >= 300 {
		e.Status = status
	}
	body, err := json.Marshal(map[string]json.RawMessage{"errors": i.Errors})
	if err == nil {
		product.Explain(body, e)
	}
	return e
}
