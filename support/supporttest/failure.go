package supporttest

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// failure is a request that the API refuses.
type failure struct {
	status int
	body   any
	code   string // of a job's result
	text   string
}

func (f *failure) Error() string { return f.code + ": " + f.text }

// refuse makes err the answer.
func (c *call) refuse(err error) {
	f, ok := errors.AsType[*failure](err)
	if !ok {
		panic(err) // handlers return failures only
	}
	c.status, c.answer = f.status, f.body
}

// fail is the plain form: {"error":code,"description":text}.
func fail(status int, code, text string) error {
	return &failure{status, object("error", code, "description", text), code, text}
}

func notFound() error { return fail(http.StatusNotFound, "RecordNotFound", "Not found") }

func conflict() error {
	return fail(http.StatusConflict, "UpdateConflict", "The record was changed in the meantime")
}

func unauthorized() error {
	return &failure{http.StatusUnauthorized, object("error", "Couldn't authenticate you"), "Unauthorized", ""}
}

// forbidden is what a role may not do.
func forbidden() error {
	const text = "You do not have access to this page. Please contact the account owner of this help desk for further help."
	return &failure{http.StatusForbidden, object("error", object("title", "Forbidden", "message", text)), "Forbidden", text}
}

// missingScope is what a token may not do.
func missingScope() error {
	return fail(http.StatusForbidden, "Forbidden", "The token lacks a scope that this request needs")
}

// badValue is a parameter or attribute of the wrong form.
func badValue(name, rule string) error {
	text := fmt.Sprintf("You passed an invalid value for the %s attribute. Invalid parameter: %[1]s %s", name, rule)
	return &failure{http.StatusBadRequest, object("error", object("title", "Invalid attribute", "message", text)), "InvalidAttribute", text}
}

// badPage is a page that cannot be asked for.
func badPage(code, text string) error {
	return &failure{http.StatusBadRequest, object("errors", []fake.Object{object("code", code, "title", text)}), code, text}
}

// invalid is a record that would not be valid; "base" is the whole of it.
func invalid(field, code, text string) error {
	detail := []fake.Object{object("description", text, "error", code)}
	return &failure{http.StatusUnprocessableEntity, object(
		"error", "RecordInvalid", "description", "Record validation errors", "details", object(field, detail)), code, text}
}

func blank(field, title string) error { return invalid(field, "BlankValue", title+": cannot be blank") }

func taken(field, text string) error { return invalid(field, "DuplicateValue", text) }

// invalidSearch is a query that cannot be answered.
func invalidSearch(text string) error {
	return fail(http.StatusUnprocessableEntity, "invalid", "Invalid search: "+text)
}

// tooMany is a bulk call with more than a hundred records. Those of users do not
// say how many there may be.
func (c *call) tooMany() error {
	const code, text = "TooManyValues", "Too many values"
	body := object("error", code, "description", text)
	if !strings.HasPrefix(c.route.path(), "/users") {
		body = body.With("max_count", 100)
	}
	return &failure{http.StatusBadRequest, body, code, text}
}

// object makes a JSON object of names and values in turn.
func object(pairs ...any) fake.Object {
	o := make(fake.Object, 0, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		o = append(o, fake.Member{Name: pairs[i].(string), Value: fake.JSON(pairs[i+1])})
	}
	return o
}
