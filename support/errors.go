package support

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
	"github.com/sellsupport/zendesk/internal/rest"
)

var product = rest.Product{Name: "support", Explain: explain, RefusesWith503: true, ConflictsPass: true}

// fault is one entry of an error response, in any of the forms that Support uses.
type fault struct {
	code, error, title, description string
	pointer                         string
}

// faultIn reads a fault, which may be just a sentence. A member of an unexpected type
// must not hide the others.
func faultIn(value []byte) (f fault, ok bool) {
	text := func(name string) string { return textIn(record.Member(value, name)) }
	switch record.Kind(value) {
	case "string":
		f.description = textIn(value)
		return f, true
	case "object":
		source := record.Member(value, "source")
		return fault{
			code: text("code"), error: text("error"), title: text("title"),
			description: cmp.Or(text("description"), text("message"), text("detail")),
			pointer:     cmp.Or(textIn(record.Member(source, "pointer")), textIn(record.Member(source, "parameter"))),
		}, true
	}
	return f, false
}

func textIn(value []byte) string {
	if record.Kind(value) != "string" {
		return ""
	}
	text, _ := record.Text(value)
	return text
}

// id returns the code of the fault.
func (f fault) id() string { return cmp.Or(codeIn(f.code), codeIn(f.error), codeIn(f.title)) }

func (f fault) message() string {
	return sentence(freeIn(f.code), freeIn(f.error), cmp.Or(f.description, f.title))
}

// in returns the fault as the error of a field.
func (f fault) in(field string) zendesk.FieldError {
	return zendesk.FieldError{Field: codeIn(field), Pointer: f.pointer, Code: f.id(), Message: sentence(freeIn(field), f.message())}
}

// isIdentifier reports whether a text looks like a code or field name. In their place,
// Support also sends sentences and values. Codes and names are part of the error text, so
// anything else is treated as a message, which is not printed.
func isIdentifier(text string) bool {
	return text != "" && len(text) <= 64 && !strings.ContainsFunc(text, func(r rune) bool {
		return !(r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("_.:/-", r))
	})
}

// fixedTexts are the sentences that Support uses as codes.
var fixedTexts = []string{"Couldn't authenticate you", "Invalid attribute"}

// codeIn returns the text if it can be printed, otherwise "".
func codeIn(text string) string {
	if isIdentifier(text) || slices.Contains(fixedTexts, text) {
		return text
	}
	return ""
}

// freeIn returns the text if it cannot be printed, otherwise "".
func freeIn(text string) string {
	if codeIn(text) == "" {
		return text
	}
	return ""
}

func sentence(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), ": ")
}

// explain reads the error forms of Support; see the section on errors in the API's
// introduction. If it cannot read the body, the error has only its status.
func explain(body []byte, e *zendesk.Error) {
	if record.Check(body) != nil {
		return
	}
	top, _ := faultIn(record.Member(body, "error"))
	if record.Kind(record.Member(body, "error")) == "string" {
		top = fault{error: textIn(record.Member(body, "error"))}
	}
	// OAuth sends a code, and error_description says what is wrong.
	for _, name := range []string{"error_description", "message", "description"} {
		top.description = cmp.Or(textIn(record.Member(body, name)), top.description)
	}
	e.Code = top.id()
	if message := top.message(); message != "" {
		e.Fields = append(e.Fields, zendesk.FieldError{Code: e.Code, Message: message})
	}
	for _, value := range record.Elements(record.Member(body, "errors")) {
		if f, ok := faultIn(value); ok {
			e.Code = cmp.Or(e.Code, f.id())
			e.Fields = append(e.Fields, f.in(strings.TrimPrefix(f.pointer, "/")))
		}
	}
	for name, value := range sorted(record.Member(body, "details")) {
		if record.Kind(value) != "list" {
			e.Fields = append(e.Fields, fault{description: string(value)}.in(name))
		}
		for _, one := range record.Elements(value) {
			f, ok := faultIn(one)
			if !ok {
				f.description = string(one)
			}
			e.Fields = append(e.Fields, f.in(name))
		}
	}
}

// sorted iterates over the members of an object by name.
func sorted(object []byte) iter.Seq2[string, []byte] {
	all := maps.Collect(record.Members(object))
	return func(yield func(string, []byte) bool) {
		for _, name := range slices.Sorted(maps.Keys(all)) {
			if !yield(name, all[name]) {
				return
			}
		}
	}
}
