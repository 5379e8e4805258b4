package support

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"unicode/utf8"
)

// Secret is a password, a token or a key. Package fmt does not print it, whatever
// struct it is in, nor does slog log it. JSON contains it, because that is how it is
// sent: do not log structs with secrets as JSON. The zero Secret means none.
type Secret struct {
	text *string // fmt does not follow a pointer, even if it does not call Format
}

// NewSecret returns text as a Secret.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{&text}
}

// Reveal returns the text of the secret.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero reports whether there is no secret.
func (s Secret) IsZero() bool { return s.text == nil }

// Format omits the secret when it is printed.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, "support.Secret") }

// LogValue omits the secret from logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue("support.Secret") }

// MarshalJSON returns the text as a JSON string.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.Reveal()) }

// UnmarshalJSON reads a JSON string or null.
func (s *Secret) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil || !utf8.Valid(data) {
		return errors.New("a secret is not a JSON string") // the decoder's error may quote it
	}
	*s = NewSecret(text)
	return nil
}
