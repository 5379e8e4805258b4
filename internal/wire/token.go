package wire

import (
	"strings"
	"unicode"

	"golang.org/x/oauth2"
)

// BadToken is a token that cannot be sent.
type BadToken string

// Error says what is wrong with it.
func (e BadToken) Error() string { return "zendesk: " + string(e) }

// CheckToken reports a token that cannot be sent: none, an empty one, or one
// with white space or control characters in it, as after a careless copy.
func CheckToken(t *oauth2.Token) error {
	switch {
	case t == nil || t.AccessToken == "":
		return BadToken("the access token is empty")
	case strings.ContainsFunc(t.AccessToken, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r > unicode.MaxASCII }):
		return BadToken("the access token holds white space or characters that a header cannot carry")
	}
	return nil
}

// SamePair reports whether two tokens are the same pair; nil is no pair.
func SamePair(a, b *oauth2.Token) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.AccessToken == b.AccessToken && a.RefreshToken == b.RefreshToken
}
