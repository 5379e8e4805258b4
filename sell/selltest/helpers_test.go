package selltest_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/sell/selltest"
)

// api is a plain HTTP client of a stand-in.
type api struct {
	t     *testing.T
	fake  *selltest.Server
	token string
}

func newAPI(t *testing.T, opts ...selltest.Option) api {
	return api{t, selltest.New(opts...), selltest.DefaultToken}
}

func (a api) as(token string) api {
	a.token = token
	return a
}

type reply struct {
	t      *testing.T
	status int
	header http.Header
	body   string
}

func (a api) request(method, path, body string, header http.Header) reply {
	a.t.Helper()
	r, err := http.NewRequestWithContext(a.t.Context(), method, "https://api.getbase.com"+path, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	r.Header = header
	res, err := (&http.Client{
		Transport:     a.fake.Transport(),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}).Do(r)
	if err != nil {
		a.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		a.t.Fatalf("%s %s: %v", method, path, err)
	}
	return reply{a.t, res.StatusCode, res.Header, string(raw)}
}

func (a api) do(method, path, body string) reply {
	a.t.Helper()
	return a.request(method, "/v2/"+path, body, http.Header{"Authorization": {"Bearer " + a.token}, "User-Agent": {"test"}})
}

func (a api) get(path string) reply { a.t.Helper(); return a.do(http.MethodGet, path, "") }
func (a api) del(path string) reply { a.t.Helper(); return a.do(http.MethodDelete, path, "") }
func (a api) post(path, data string) reply {
	a.t.Helper()
	return a.do(http.MethodPost, path, `{"data":`+data+`}`)
}
func (a api) put(path, data string) reply {
	a.t.Helper()
	return a.do(http.MethodPut, path, `{"data":`+data+`}`)
}

// make creates a record and returns its id.
func (a api) make(path, data string) string {
	a.t.Helper()
	return a.post(path, data).is(200).at("data.id")
}

func (r reply) is(status int) reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("status %d, want %d: %s", r.status, status, r.body)
	}
	return r
}

// at returns a member by its path as JSON, "" if there is none; texts stand
// without their quotes.
func (r reply) at(path string) string {
	r.t.Helper()
	value := json.RawMessage(r.body)
	for name := range strings.SplitSeq(path, ".") {
		var object map[string]json.RawMessage
		var list []json.RawMessage
		if i, err := strconv.Atoi(name); err == nil && json.Unmarshal(value, &list) == nil {
			if i >= len(list) {
				return ""
			}
			value = list[i]
		} else if json.Unmarshal(value, &object) == nil {
			value = object[name]
		} else {
			return ""
		}
	}
	var text string
	if json.Unmarshal(value, &text) == nil && string(value) != "null" {
		return text
	}
	return string(value)
}

// want checks a member of the answer.
func (r reply) want(path, value string) reply {
	r.t.Helper()
	if got := r.at(path); got != value {
		r.t.Errorf("%s = %s, want %s", path, got, value)
	}
	return r
}

// each returns one member of each item of a list.
func (r reply) each(member string) string {
	r.t.Helper()
	var list struct {
		Items []struct {
			Data map[string]json.RawMessage
		}
	}
	if err := json.Unmarshal([]byte(r.body), &list); err != nil {
		r.t.Fatalf("%v: %s", err, r.body)
	}
	var values []string
	for _, item := range list.Items {
		values = append(values, strings.Trim(string(item.Data[member]), `"`))
	}
	return strings.Join(values, " ")
}

// problems returns the entries of an error answer as "field code" or "code".
func (r reply) problems() string {
	r.t.Helper()
	var answer struct {
		Errors []struct {
			Error struct{ Resource, Field, Code, Message, Details string }
			Meta  struct{ Type string }
		}
		Meta struct {
			Type       string
			HTTPStatus string `json:"http_status"`
			Logref     string
		}
	}
	if err := json.Unmarshal([]byte(r.body), &answer); err != nil {
		r.t.Fatalf("%v: %s", err, r.body)
	}
	if answer.Meta.Type != "errors" || answer.Meta.Logref == "" || answer.Meta.Logref != r.header.Get("X-Request-Id") ||
		answer.Meta.HTTPStatus != strconv.Itoa(r.status)+" "+http.StatusText(r.status) {
		r.t.Errorf("meta = %+v of status %d and request %s", answer.Meta, r.status, r.header.Get("X-Request-Id"))
	}
	var all []string
	for _, e := range answer.Errors {
		if e.Meta.Type != "error" || e.Error.Message == "" || e.Error.Details == "" || (e.Error.Field == "") != (e.Error.Resource == "") {
			r.t.Errorf("incomplete error %+v", e)
		}
		all = append(all, strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(e.Error.Field, "/data"), "/")+" "+e.Error.Code))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// dropped sends a request whose connection is lost.
func (a api) dropped(method, path, body string) error {
	r, err := http.NewRequestWithContext(a.t.Context(), method, "https://api.getbase.com/v2/"+path, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	r.Header = http.Header{"Authorization": {"Bearer " + a.token}, "User-Agent": {"test"}}
	res, err := a.fake.Transport().RoundTrip(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if _, err = io.ReadAll(res.Body); err == nil {
		return errors.New("the connection held")
	}
	return err
}
