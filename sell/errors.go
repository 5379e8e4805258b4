package sell

import (
	stdjson "encoding/json"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

var product = rest.Product{Name: "sell", Explain: explain}

// explain reads Sell's error envelope. Other bodies (proxies answer HTML, the
// service itself at times another JSON) leave the error with its status alone.
func explain(body []byte, e *zendesk.Error) {
	var envelope struct {
		Errors []struct {
			Error struct {
				Field   string `json:"field"`
				Code    string `json:"code"`
				Message string `json:"message"`
				Details string `json:"details"`
			} `json:"error"`
		} `json:"errors"`
		Meta struct {
			LogRef string `json:"logref"`
		} `json:"meta"`
	}
	if stdjson.Unmarshal(body, &envelope) != nil {
		return
	}
	if e.RequestID == "" {
		e.RequestID = envelope.Meta.LogRef
	}
	for i, item := range envelope.Errors {
		if i == 0 {
			e.Code = item.Error.Code
		}
		message := item.Error.Message
		if message == "" {
			message = item.Error.Details
		}
		e.Fields = append(e.Fields, zendesk.FieldError{
			Field:   strings.TrimPrefix(strings.TrimPrefix(item.Error.Field, "/data"), "/"),
			Code:    item.Error.Code,
			Message: message,
		})
	}
}
