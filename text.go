package zendesk

import (
	"errors"

	"github.com/sellsupport/zendesk/internal/record"
)

// Text is a string that some responses contain as a JSON number, such as the
// Support user id of a Sell user. It reads either form, and writes the form it read.
type Text struct {
	text   string
	number bool
}

// NewText returns s as a Text that is written as a JSON string.
func NewText(s string) Text { return Text{text: s} }

// String returns the text.
func (t Text) String() string { return t.text }

// IsZero reports whether the text is empty.
func (t Text) IsZero() bool { return t.text == "" }

// MarshalJSON returns the form that was read.
func (t Text) MarshalJSON() ([]byte, error) {
	if t.number {
		return []byte(t.text), nil
	}
	return record.Encode(t.text)
}

// UnmarshalJSON reads a JSON string, a JSON number or null.
func (t *Text) UnmarshalJSON(data []byte) error {
	switch {
	case string(data) == "null":
		*t = Text{}
	case len(data) > 0 && data[0] == '"':
		t.number = false
		return record.Unmarshal(data, &t.text)
	case len(data) > 0 && (data[0] == '-' || data[0] >= '0' && data[0] <= '9'):
		*t = Text{string(data), true}
	default:
		return errors.New("zendesk: neither text nor a number") // do not quote a response
	}
	return nil
}
