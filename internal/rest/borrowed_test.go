package rest_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
)

// The body of a success is borrowed, and that of an error is not.
func TestBodies(t *testing.T) {
	body := `{"a":"first"}`
	c, _ := newClient(t, func(n int, req *http.Request) (*http.Response, error) {
		if n == 3 {
			return answer(404, `{"code":"gone"}`)(n, req)
		}
		return answer(200, body)(n, req)
	})
	var kept []byte
	keep := func(b []byte) ([]string, error) {
		if kept == nil {
			kept = b
		}
		return nil, nil
	}
	shared := false
	for range 2 {
		if err := c.Do(t.Context(), get, nil, keep); err != nil {
			t.Fatal(err)
		}
		shared = shared || string(kept) != `{"a":"first"}`
		body = `{"a":"other"}`
	}
	err := c.Do(t.Context(), get, nil, keep)
	e := apiError(t, err)
	body = strings.Repeat("#", 100)
	for range 20 {
		if err := c.Do(t.Context(), get, nil, keep); err != nil {
			t.Fatal(err)
		}
		shared = shared || string(kept) != `{"a":"first"}`
	}
	if !shared {
		t.Error("every response has a buffer of its own")
	}
	if string(e.Body) != `{"code":"gone"}` || e.Code != "gone" || !errors.Is(e, zendesk.ErrNotFound) {
		t.Errorf("the body of the error became %s", e.Body)
	}
}
