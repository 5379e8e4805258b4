package sell

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

var product = rest.Product{Name: "sell", Explain: explain}

// explain reads Sell's error envelope. Other bodies (proxies answer HTML, the
// service itself at times another JSON) leave the error with its status alone.
func explain(body []byte, e *zendesk.Error) {
	envelope := membersOf(body)
	if e.RequestID == "" {
		e.RequestID = textOf(membersOf(envelope["meta"])["logref"])
	}
	var items []json.RawMessage
	if rest.Unmarshal(envelope["errors"], &items) != nil {
		return
	}
	for i, item := range items {
		problem := membersOf(membersOf(item)["error"])
		code := textOf(problem["code"])
		if i == 0 {
			e.Code = code
		}
		e.Fields = append(e.Fields, zendesk.FieldError{
			Field:   strings.TrimPrefix(strings.TrimPrefix(textOf(problem["field"]), "/data"), "/"),
			Code:    code,
			Message: cmp.Or(textOf(problem["message"]), textOf(problem["details"])),
		})
	}
}

// membersOf returns the members of an object, none of anything else: one that
// is odd must not hide the others.
func membersOf(raw json.RawMessage) map[string]json.RawMessage {
	var members map[string]json.RawMessage
	if rest.Unmarshal(raw, &members) != nil {
		return nil
	}
	return members
}
