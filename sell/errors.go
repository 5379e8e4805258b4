package sell

import (
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
	"github.com/sellsupport/zendesk/internal/rest"
)

var product = rest.Product{Name: "sell", Explain: explain}

// explain reads Sell's error envelope. For other bodies (HTML of proxies, at times other
// JSON of the service itself) the error has only its status.
func explain(body []byte, e *zendesk.Error) {
	if record.Check(body) != nil {
		return
	}
	if e.RequestID == "" {
		e.RequestID = textOf(record.Member(record.Member(body, "meta"), "logref"))
	}
	for i, item := range record.Elements(record.Member(body, "errors")) {
		problem := record.Member(item, "error")
		code, pointer := textOf(record.Member(problem, "code")), textOf(record.Member(problem, "field"))
		if i == 0 {
			e.Code = code
		}
		e.Fields = append(e.Fields, zendesk.FieldError{
			Field:   strings.TrimPrefix(strings.TrimPrefix(pointer, "/data"), "/"),
			Pointer: pointer,
			Code:    code,
			Message: textOf(record.Member(problem, "message")),
			Details: textOf(record.Member(problem, "details")),
		})
	}
}
