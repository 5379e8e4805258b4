package supporttest

import (
	"maps"
	"slices"
	"strconv"

	"github.com/sellsupport/zendesk/internal/fake"
)

// shownLetters is how much of a token the API shows.
const shownLetters = 10

// showing is a token as the API shows it.
func (c *call) showing(text string, t *token) fake.Object {
	scopes := t.scopes
	if len(scopes) == 0 {
		scopes = []string{"read", "write"}
	}
	var expires, refresh any
	if !t.expires.IsZero() {
		expires = t.expires.Format(layout)
	}
	if t.refresh != "" {
		refresh = beginning(t.refresh)
	}
	return object("id", t.id, "url", "https://"+c.options.subdomain+".zendesk.com/api/v2/oauth/tokens/"+strconv.FormatInt(t.id, 10)+".json",
		"user_id", t.user, "client_id", c.clients[t.client].number, "token", beginning(text), "refresh_token", refresh, "scopes", scopes,
		"created_at", t.created.Format(layout), "expires_at", expires, "used_at", nil)
}

func beginning(text string) string { return text[:min(shownLetters, len(text))] }

// currentToken tells about the token that the request came with.
func currentToken(c *call) (any, error) {
	for text, t := range c.tokens {
		if t != nil && t == c.user.token {
			return object("token", c.showing(text, t)), nil
		}
	}
	return nil, notFound()
}

// revokeCurrentToken ends the token that the request came with.
func revokeCurrentToken(c *call) (any, error) {
	return nil, c.revoke(func(t *token) bool { return t == c.user.token })
}

// mayRead reports whether the caller may know of a token: their own, to
// administrators each.
func (c *call) mayRead(t *token) bool {
	return t != nil && (t.user == c.user.id || c.user.level() == admin)
}

// listTokens lists the caller's tokens, and with all=true to administrators those
// of everybody.
func listTokens(c *call) (any, error) {
	var rows []row
	for _, text := range slices.Sorted(maps.Keys(c.tokens)) {
		t := c.tokens[text]
		if !c.mayRead(t) || t.user != c.user.id && c.query.Get("all") != "true" ||
			c.query.Has("client_id") && strconv.FormatInt(c.clients[t.client].number, 10) != c.query.Get("client_id") {
			continue
		}
		rows = append(rows, row{id: t.id, object: c.showing(text, t)})
	}
	return c.listAs("tokens", &kind{plural: "tokens"}, these(rows), paging{})
}

func showToken(c *call) (any, error) {
	for text, t := range c.tokens {
		if c.mayRead(t) && t.id == c.id("id") {
			return object("token", c.showing(text, t)), nil
		}
	}
	return nil, notFound()
}

func revokeToken(c *call) (any, error) {
	return nil, c.revoke(func(t *token) bool { return c.mayRead(t) && t.id == c.id("id") })
}

// revoke ends a token, and with it its refresh token.
func (c *call) revoke(isIt func(*token) bool) error {
	for text, t := range c.tokens {
		if t != nil && isIt(t) {
			c.endToken(text)
			return nil
		}
	}
	return notFound()
}
