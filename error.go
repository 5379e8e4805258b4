package zendesk

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
)

// Sentinels for [errors.Is]. All but ErrNoProgress and ErrUnclear stand for the
// status of a response.
var (
	ErrInvalid      = errors.New("zendesk: invalid request")               // 400, 422, or an argument rejected before sending
	ErrUnauthorized = errors.New("zendesk: credential missing or refused") // 401
	ErrForbidden    = errors.New("zendesk: not permitted")                 // 403
	ErrNotFound     = errors.New("zendesk: not found")                     // 404, 410
	ErrConflict     = errors.New("zendesk: conflict")                      // 409
	ErrRateLimited  = errors.New("zendesk: rate limited")                  // 429, or a limiter whose turn comes too late

	// ErrUnclear means that a write failed and it is unknown whether it was carried
	// out: check before you retry it.
	ErrUnclear = errors.New("zendesk: outcome unknown")

	// ErrNoProgress means that a listing returned a cursor that it had returned
	// before.
	ErrNoProgress = errors.New("zendesk: the listing does not advance")
)

// Error is a failed request: the API rejected it, or there was no usable response. Its
// text and its [slog.LogValuer] form contain no token, query, header or body, nor the
// API's own message, which may quote an e-mail address.
type Error struct {
	Op         Op
	Status     int           // 0 if there was no response
	Code       string        // the API's code for the error, such as "RecordInvalid"
	Fields     []FieldError  // which fields were wrong, and why
	RequestID  string        // for Zendesk's support staff
	Attempts   int           // the number of attempts
	RetryAfter time.Duration // the API's advice, 0 if none
	Unclear    bool          // a write that may have been carried out anyway
	Repeatable bool          // the operation may be sent again and could succeed; see [Retryable]
	Body       []byte        // the response, at most 64 KiB; may contain personal data
	Err        error         // the cause if there was no usable response
}

// FieldError is one problem that the API reports. Message and Details are the API's
// own texts and may quote what was sent.
type FieldError struct {
	Field   string // "last_name", or "" if the API names none
	Pointer string // the API's pointer, as sent, such as "/data/last_name"; "" if there is none
	Code    string
	Message string // what is wrong, often in general terms
	Details string // the specifics, such as the parameter and its range; Sell sends both
}

// Error returns the operation, status, code, fields and request id.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("zendesk: ")
	b.WriteString(e.Op.Name)
	switch {
	case e.Status != 0:
		b.WriteString(strings.TrimRight(fmt.Sprintf(": %d %s", e.Status, http.StatusText(e.Status)), " ")) // 520 has no text
	case e.Err != nil:
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	if e.Code != "" {
		fmt.Fprintf(&b, " (%s)", e.Code)
	}
	if names := e.fieldNames(); len(names) > 0 {
		fmt.Fprintf(&b, ", fields %s", strings.Join(names, ", "))
	}
	if e.Status != 0 && e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	if e.Unclear {
		b.WriteString("; it may have been carried out")
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, ", attempt %d", e.Attempts)
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, ", request %s", e.RequestID)
	}
	return b.String()
}

func (e *Error) fieldNames() []string {
	var names []string
	for _, f := range e.Fields {
		switch {
		case f.Field != "" && f.Code != "":
			names = append(names, f.Field+" ("+f.Code+")")
		case f.Field != "":
			names = append(names, f.Field)
		case f.Code != "" && f.Code != e.Code:
			names = append(names, f.Code)
		}
	}
	return names
}

// Unwrap returns the cause if there was no usable response.
func (e *Error) Unwrap() error { return e.Err }

// Is matches the sentinels of this package by status.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrInvalid:
		return e.Status == http.StatusBadRequest || e.Status == http.StatusUnprocessableEntity
	case ErrUnauthorized:
		return e.Status == http.StatusUnauthorized
	case ErrForbidden:
		return e.Status == http.StatusForbidden
	case ErrNotFound:
		return e.Status == http.StatusNotFound || e.Status == http.StatusGone
	case ErrConflict:
		return e.Status == http.StatusConflict
	case ErrRateLimited:
		return e.Status == http.StatusTooManyRequests
	case ErrUnclear:
		return e.Unclear
	}
	return false
}

// LogValue returns the same information as the text, as attributes.
func (e *Error) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("op", e.Op.Name), slog.Int("status", e.Status), slog.Int("attempts", e.Attempts)}
	if e.Code != "" {
		attrs = append(attrs, slog.String("code", e.Code))
	}
	if names := e.fieldNames(); len(names) > 0 {
		attrs = append(attrs, slog.Any("fields", names))
	}
	if e.RequestID != "" {
		attrs = append(attrs, slog.String("request_id", e.RequestID))
	}
	if e.Unclear {
		attrs = append(attrs, slog.Bool("unclear", true))
	}
	if e.Err != nil {
		attrs = append(attrs, slog.String("cause", e.Err.Error()))
	}
	return slog.GroupValue(attrs...)
}

// MarshalJSON writes what the log value holds, so that an error in a struct that is
// logged as JSON does not take the body or the API's own message along.
func (e *Error) MarshalJSON() ([]byte, error) {
	members := make(map[string]any)
	for _, a := range e.LogValue().Group() {
		members[a.Key] = a.Value.Any()
	}
	return json.Marshal(members, json.Deterministic(true))
}

// ArgumentError is a call that was rejected before anything was sent. It
// matches [ErrInvalid].
type ArgumentError struct {
	Op       string // "sell.Leads.Get"
	Argument string // "id"
	Problem  string // what is wrong and what to do
}

// Error returns the operation, the argument and the problem.
func (e *ArgumentError) Error() string {
	return fmt.Sprintf("zendesk: %s: %s: %s", e.Op, e.Argument, e.Problem)
}

// Is reports whether target is [ErrInvalid].
func (e *ArgumentError) Is(target error) bool { return target == ErrInvalid }
