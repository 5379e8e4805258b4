package support

import (
	"context"
	"encoding/base64"
	"strings"
	"unicode"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/oauth"
	"github.com/sellsupport/zendesk/internal/wire"
	"golang.org/x/oauth2"
)

// APIToken returns the credential of a Support API token (Admin Center, APIs, API
// tokens): it acts as the user with that e-mail address, with all their rights. If
// the address or token is empty or malformed, creating a client with it returns an
// error.
//
// Deprecated: Zendesk ends API tokens on 2027-04-30. No account can create new
// ones after 2026-10-27, and accounts opened since 2026-07-28 have none. Use
// [OAuth]; for a service of your own, [OAuth.ClientCredentials].
func APIToken(email, token string) zendesk.TokenSource {
	credential := base64.StdEncoding.EncodeToString([]byte(email + "/token:" + token))
	return apiToken{
		token: wire.Hide(&oauth2.Token{AccessToken: credential, TokenType: "Basic"}),
		err:   checkAPIToken(email, token),
	}
}

type apiToken struct {
	token wire.Hidden[*oauth2.Token]
	err   error
}

func (a apiToken) Token(context.Context) (*oauth2.Token, error) {
	if a.err != nil {
		return nil, a.err
	}
	return a.token.Get(), nil
}

// Validate lets a client reject, on construction, a token that could never be sent.
func (a apiToken) Validate() error { return a.err }

// String returns only the type, because the token is secret.
func (apiToken) String() string { return "support.APIToken" }

func checkAPIToken(email, token string) error {
	const op = "support.APIToken"
	blank := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
	switch {
	case email == "":
		return oauth.Refuse(op, "email", "is empty")
	case strings.ContainsFunc(email, blank) || strings.Contains(email, ":") || !strings.Contains(email, "@"):
		return oauth.Refuse(op, "email", "is not an e-mail address")
	case strings.HasSuffix(email, "/token"):
		return oauth.Refuse(op, "email", "ends in /token, which is added here")
	case token == "":
		return oauth.Refuse(op, "token", "is empty")
	case strings.ContainsFunc(token, blank):
		return oauth.Refuse(op, "token", "contains white space or control characters")
	}
	return nil
}
