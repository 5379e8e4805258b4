package oauth

import (
	"net/url"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/wire"
)

// Refuse returns the error of a field or an argument that is wrong.
func Refuse(op, argument, problem string) error {
	return &zendesk.ArgumentError{Op: op, Argument: argument, Problem: problem}
}

// CheckClient checks what every flow needs. An empty redirect URL is the
// affair of those that use one.
func CheckClient(op, clientID, clientSecret, redirectURL string, scopes []string) error {
	switch {
	case clientID == "":
		return Refuse(op, "ClientID", "is empty: it is shown where the OAuth client was made")
	case !printable(clientID) || strings.Contains(clientID, ":"):
		return Refuse(op, "ClientID", "holds white space, a colon or characters that a header cannot carry")
	case !printable(clientSecret):
		return Refuse(op, "ClientSecret", "holds white space or characters that a header cannot carry")
	}
	for _, s := range scopes {
		if s == "" || !printable(s) || strings.ContainsAny(s, `"\`) {
			return Refuse(op, "Scopes", "must hold one scope an element, such as \"read\", \"write\"")
		}
	}
	if redirectURL == "" {
		return nil
	}
	u, err := url.Parse(redirectURL)
	switch {
	case err != nil || !u.IsAbs():
		return Refuse(op, "RedirectURL", "is no absolute URL")
	case strings.Contains(redirectURL, "#"):
		return Refuse(op, "RedirectURL", "has a fragment")
	case u.Scheme == "http" && !wire.Loopback(u.Hostname()):
		return Refuse(op, "RedirectURL", "is not https: plain http is for loopback only")
	}
	return nil
}

// CheckExchange checks what comes back from the user.
func CheckExchange(op, redirectURL, code string) error {
	switch {
	case redirectURL == "":
		return Refuse(op, "RedirectURL", "is empty: it must be the one that the user was sent with")
	case code == "":
		return Refuse(op, "code", "is empty: take it from the query of the redirect")
	}
	return nil
}

// CheckVerifier checks the length and the alphabet of RFC 7636, 4.1.
func CheckVerifier(op, verifier string) error {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
	if len(verifier) < 43 || len(verifier) > 128 || strings.Trim(verifier, alphabet) != "" {
		return Refuse(op, "verifier", "must have 43 to 128 letters, digits or -._~: oauth2.GenerateVerifier makes one")
	}
	return nil
}

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}
