package support

import (
	"cmp"
	stdjson "encoding/json"
	"maps"
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

func (f fault) code() string { return cmp.Or(f.Code, f.Error, f.Title) }

func (f fault) message() string { return cmp.Or(f.Description, f.Message, f.Detail, f.Title) }

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

	var object fault
	if stdjson.Unmarshal(answer.Error, &e.Code) != nil && stdjson.Unmarshal(answer.Error, &object) == nil {
		e.Code = object.code()
	}
	if message := cmp.Or(answer.Description, answer.Message, object.message()); message != "" {
		e.Fields = append(e.Fields, zendesk.FieldError{Code: e.Code, Message: message})
	}
	for _, raw := range answer.Errors {
		var f fault
		if stdjson.Unmarshal(raw, &f) != nil {
			continue
		}
		e.Code = cmp.Or(e.Code, f.code())
		e.Fields = append(e.Fields, zendesk.FieldError{
			Field: cmp.Or(strings.TrimPrefix(f.Source.Pointer, "/"), f.Source.Parameter), Code: f.code(), Message: f.message(),
		})
	}
	for _, field := range slices.Sorted(maps.Keys(answer.Details)) {
		var faults []fault
		if stdjson.Unmarshal(answer.Details[field], &faults) != nil {
			e.Fields = append(e.Fields, zendesk.FieldError{Field: field, Message: string(answer.Details[field])})
			continue
		}
		for _, f := range faults {
			e.Fields = append(e.Fields, zendesk.FieldError{Field: field, Code: f.code(), Message: f.message()})
		}
	}
}
