package support

import (
	"cmp"
	stdjson "encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

var product = rest.Product{Name: "support", Explain: explain, RefusesWith503: true, ConflictsPass: true}

// fault is one entry of an error answer, in any of the shapes that Support uses.
type fault struct {
	Code        string `json:"code"`
	Error       string `json:"error"`
	Title       string `json:"title"`
	Message     string `json:"message"`
	Detail      string `json:"detail"`
	Description string `json:"description"`
	Source      struct {
		Pointer   string `json:"pointer"`
		Parameter string `json:"parameter"`
	} `json:"source"`
}

func (f fault) code() string { return cmp.Or(codeIn(f.Code), codeIn(f.Error), codeIn(f.Title)) }

func (f fault) message() string {
	return sentence(freeIn(f.Code), freeIn(f.Error), cmp.Or(f.Description, f.Message, f.Detail, f.Title))
}

// in returns the fault as one of a field.
func (f fault) in(field string) zendesk.FieldError {
	return zendesk.FieldError{Field: codeIn(field), Code: f.code(), Message: sentence(freeIn(field), f.message())}
}

// Support writes sentences and values where codes and names of fields belong,
// and these stand in the text of an error. Only what looks like an identifier
// passes for one; the rest is a message, which is not printed.
var identifier = regexp.MustCompile(`^[A-Za-z0-9_.:/-]{1,64}$`)

// fixedTexts are the sentences that Support uses as codes.
var fixedTexts = []string{"Couldn't authenticate you", "Invalid attribute"}

// codeIn returns the text if it can be printed, else "".
func codeIn(text string) string {
	if identifier.MatchString(text) || slices.Contains(fixedTexts, text) {
		return text
	}
	return ""
}

// freeIn returns the text if it cannot be printed, else "".
func freeIn(text string) string {
	if codeIn(text) == "" {
		return text
	}
	return ""
}

func sentence(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), ": ")
}

// explain reads the error shapes of Support; see the section on errors of the
// API's introduction. What it cannot read leaves the error with its status alone.
func explain(body []byte, e *zendesk.Error) {
	var answer struct {
		Error       stdjson.RawMessage            `json:"error"`
		Description string                        `json:"description"`
		Message     string                        `json:"message"`
		Details     map[string]stdjson.RawMessage `json:"details"`
		Errors      []stdjson.RawMessage          `json:"errors"`
	}
	// One member of an unexpected type must not hide the others.
	_ = stdjson.Unmarshal(body, &answer)

	var top fault
	if stdjson.Unmarshal(answer.Error, &top.Error) != nil {
		_ = stdjson.Unmarshal(answer.Error, &top)
	}
	top.Description, top.Message = cmp.Or(answer.Description, top.Description), cmp.Or(answer.Message, top.Message)
	e.Code = top.code()
	if message := top.message(); message != "" {
		e.Fields = append(e.Fields, zendesk.FieldError{Code: e.Code, Message: message})
	}
	for _, raw := range answer.Errors {
		var f fault
		if stdjson.Unmarshal(raw, &f) != nil && stdjson.Unmarshal(raw, &f.Message) != nil {
			continue
		}
		e.Code = cmp.Or(e.Code, f.code())
		e.Fields = append(e.Fields, f.in(cmp.Or(strings.TrimPrefix(f.Source.Pointer, "/"), f.Source.Parameter)))
	}
	for _, field := range slices.Sorted(maps.Keys(answer.Details)) {
		var faults []fault
		if stdjson.Unmarshal(answer.Details[field], &faults) != nil {
			faults = []fault{{Message: string(answer.Details[field])}}
		}
		for _, f := range faults {
			e.Fields = append(e.Fields, f.in(field))
		}
	}
}
