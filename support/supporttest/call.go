package supporttest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// call is one request while it is carried out, under the server's lock.
type call struct {
	*Server
	r       *http.Request
	now     time.Time
	user    caller
	sighted *sight // of the user, once it was asked for
	route   *route
	path    map[string]string
	query   url.Values
	body    fake.Object
	raw     []byte // the body as it came
	header  http.Header
	channel string // through which the account is written to, "" for the API
	status  int    // 0: what the method usually answers
	answer  any
}

// done is the answer of calls that have nothing to say.
var done = json.RawMessage("{}")

// handle carries out the request and returns the body of its answer.
func (c *call) handle() (any, error) {
	path := c.r.URL.Path
	for strings.Contains(path, "//") { // some clients write one too many, and the API does not mind
		path = strings.ReplaceAll(path, "//", "/")
	}
	path = strings.TrimSuffix(strings.TrimSuffix(path, "/"), ".json")
	rt, params := match(c.r.Method, path)
	if rt == nil {
		c.status = http.StatusNotImplemented
		return "supporttest does not imitate " + c.r.Method + " " + path, nil
	}
	c.route, c.path = rt, params
	if err := c.tellOwnRate(); err != nil {
		return nil, err
	}
	if err := c.authenticate(); err != nil {
		return nil, err
	}
	if err := c.permit(); err != nil {
		return nil, err
	}
	for name, value := range params {
		if !textSegments[name] {
			if _, err := strconv.ParseInt(value, 10, 64); err != nil {
				return nil, badValue("id", "must be an integer") // more digits than one has
			}
		}
	}
	if err := c.readBody(); err != nil {
		return nil, err
	}
	if err := c.keepToLimits(); err != nil {
		return nil, err
	}
	if err := c.parent(); err != nil {
		return nil, err
	}
	body, err := rt.do(c)
	if err != nil {
		return nil, err
	}
	if c.status == 0 {
		c.status = usualStatus(c.r.Method, body)
	}
	return body, nil
}

func usualStatus(method string, body any) int {
	switch {
	case method == http.MethodPost:
		return http.StatusCreated
	case method == http.MethodDelete && body == nil:
		return http.StatusNoContent
	}
	return http.StatusOK
}

// readBody reads the JSON object that writes carry.
func (c *call) readBody() error {
	var err error
	if c.raw, err = io.ReadAll(c.r.Body); err != nil {
		return fail(http.StatusBadRequest, "InvalidBody", "The body could not be read")
	}
	if len(strings.TrimSpace(string(c.raw))) == 0 || !c.route.readsBody() || c.route.takesFile() {
		return nil
	}
	if c.route.takesForms() && strings.HasPrefix(c.r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		form, err := url.ParseQuery(string(c.raw))
		if err != nil {
			return fail(http.StatusBadRequest, "InvalidBody", "The body must be a form")
		}
		for name := range form {
			c.body = c.body.With(name, form.Get(name))
		}
		return nil
	}
	if c.isForm() {
		return c.readForm()
	}
	if kind := c.r.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
		return fail(http.StatusUnsupportedMediaType, "UnsupportedMediaType", "The Content-Type must be application/json")
	}
	if text := strings.TrimSpace(string(c.raw)); (text == "[]" || text == "null") && !c.route.needsBody() {
		return nil // what some languages write for fake.IDs{}
	}
	if c.body, err = fake.ParseObject(c.raw); err != nil {
		return fail(http.StatusBadRequest, "InvalidJSON", "The body must be a JSON object")
	}
	return nil
}

// parent finds the record that the path goes on below: an unknown one is not
// found, whatever is asked of it. End users reach only themselves, which their
// routes see to.
func (c *call) parent() error {
	kind, below, _ := strings.Cut(strings.TrimPrefix(c.route.path(), "/"), "/")
	t := c.tables[kind]
	if t == nil || !strings.HasPrefix(below, "{id}/") || c.user.level() < agent {
		return nil
	}
	if t.kind == tickets {
		_, err := c.ticket(c.id("id"))
		return err
	}
	_, err := c.find(kind, c.id("id"))
	return err
}

// id returns an id in the path.
func (c *call) id(name string) int64 {
	id, _ := strconv.ParseInt(c.path[name], 10, 64)
	return id
}

// find returns the record that the path names.
func (c *call) find(kind string, id int64) (fake.Object, error) {
	if o, ok := c.get(kind, id); ok {
		return o, nil
	}
	return nil, notFound()
}

// created says where the new record is.
func (c *call) created(k *kind, r row) {
	c.status = http.StatusCreated
	c.header.Set("Location", c.url(k, r.id))
}

// absolute returns the address of the request with another query. Clients
// follow it, so it has the host that they asked.
func (c *call) absolute(q url.Values) string {
	scheme := "https"
	if c.r.TLS == nil && !strings.HasSuffix(c.r.Host, ".zendesk.com") {
		scheme = "http"
	}
	u := url.URL{Scheme: scheme, Host: c.r.Host, Path: c.r.URL.Path, RawQuery: q.Encode()}
	return u.String()
}
