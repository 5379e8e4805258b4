package selltest

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// moreInfo stands in each error answer of the real API.
const moreInfo = "https://developers.getbase.com/docs/rest/articles/errors"

// refusal is an answer that is no success; handlers return it as their error.
type refusal struct {
	status   int
	problems []problem
}

// problem is one entry of an error answer. Only the refusal of an attribute
// names a resource and a field.
type problem struct {
	resource, field, code, message, details string
}

func (r *refusal) Error() string {
	return fmt.Sprintf("%d %s", r.status, r.problems[0].code)
}

func refuse(status int, code, details string, args ...any) *refusal {
	return &refusal{status, []problem{{code: code, message: strings.ReplaceAll(code, "_", " "), details: fmt.Sprintf(details, args...)}}}
}

func notFound() *refusal {
	return refuse(http.StatusNotFound, "not_found", "There is no such resource, or it is not visible to the user of this token.")
}

// invalidParam refuses a query. The message is general; the details name the
// parameter, what it may be, and what was given.
func invalidParam(details string, args ...any) *refusal {
	r := refuse(http.StatusBadRequest, "invalid_param", details, args...)
	r.problems[0].message = "invalid request query parameter"
	return r
}

// badParam says what a parameter must be: "be true or false".
func badParam(name, given, must string, args ...any) *refusal {
	return invalidParam("The parameter '%s' must %s, and '%s' was given.", name, fmt.Sprintf(must, args...), given)
}

func unknownParam(name string) *refusal {
	return invalidParam("The parameter '%s' is not known here.", name)
}

// attributeMessages are the texts beside the codes of refused attributes.
var attributeMessages = map[string]string{
	"unknown":         "unknown attribute",
	"missing":         "is required",
	"blank":           "can't be blank",
	"already_exists":  "has already been taken",
	"invalid_type":    "has a wrong type",
	"incorrect_value": "attribute value is incorrect",
}

// bad is one refused attribute; path is the attribute, or a path below it.
func (res *resource) bad(path, code, details string, args ...any) problem {
	return problem{res.typ, res.pointer + "/" + path, code, attributeMessages[code], fmt.Sprintf(details, args...)}
}

// unknown is an attribute that the resource does not have, or not to write.
func (res *resource) unknown(path string) problem {
	return res.bad(path, "unknown", "'%s' is not an attribute of the '%s' resource that can be written.", path, res.typ)
}

// body is the error answer. Its logref is the X-Request-Id of the answer.
func (r *refusal) body(requestID string) fake.Object {
	links := fake.Object{{Name: "more_info", Value: fake.JSON(moreInfo)}}
	entries := make([]fake.Object, 0, len(r.problems))
	for _, p := range r.problems {
		var e fake.Object
		if p.field != "" {
			e = object("resource", p.resource, "field", p.field)
		}
		e = e.Merge(object("code", p.code, "message", p.message, "details", p.details))
		entries = append(entries, object("error", e, "meta", object("type", "error", "links", links)))
	}
	return object("errors", entries, "meta", object(
		"type", "errors",
		"http_status", fmt.Sprintf("%d %s", r.status, http.StatusText(r.status)),
		"logref", requestID,
		"links", links))
}

// object makes a JSON object of names and values in turn.
func object(namesAndValues ...any) fake.Object {
	o := make(fake.Object, 0, len(namesAndValues)/2)
	for i := 0; i < len(namesAndValues); i += 2 {
		o = append(o, fake.Member{Name: namesAndValues[i].(string), Value: fake.JSON(namesAndValues[i+1])})
	}
	return o
}
