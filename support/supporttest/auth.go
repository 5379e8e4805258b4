package supporttest

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// caller is whom a request comes from; nobody when object is nil.
type caller struct {
	id     int64
	object fake.Object
	token  *token // nil for an API token, which has no scopes
}

// token is an access token of a user.
type token struct {
	id      int64
	user    int64
	client  string
	scopes  []string // none: whatever the user may
	refresh string
	expires time.Time // zero: never
	refreshExpires,
	created time.Time
}

// AddToken gives a user an access token with these scopes, such as "read" or
// "tickets:write"; without any, the token can do what its user can. A token
// that exists already changes hands.
func (s *Server) AddToken(accessToken string, user int64, scopes ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial++
	s.tokens[accessToken] = &token{id: s.serial, user: user, client: "test", scopes: scopes, created: s.options.clock().UTC()}
}

const userToken = "support-user-"

// UserToken is the access token of a user where [WithUserTokens] is set:
// "support-user-" and the id. It can do what the user can, and act for others.
func UserToken(user int64) string { return userToken + strconv.FormatInt(user, 10) }

// tokenOf returns the access token of that text, nil if there is none.
func (s *Server) tokenOf(text string) *token {
	t, known := s.tokens[text]
	digits, ofUser := strings.CutPrefix(text, userToken)
	if known || !ofUser || !s.options.perUser {
		return t
	}
	user, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return nil
	}
	s.serial++
	t = &token{id: s.serial, user: user, client: "test", created: s.options.clock().UTC()}
	s.tokens[text] = t
	return t
}

// endToken makes a token unknown, for good.
func (s *Server) endToken(text string) {
	delete(s.tokens, text)
	if s.options.perUser && strings.HasPrefix(text, userToken) {
		s.tokens[text] = nil
	}
}

// RevokeToken makes an access token unknown: requests with it are answered 401.
func (s *Server) RevokeToken(accessToken string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endToken(accessToken)
}

// authenticate finds out who calls. A wrong e-mail and password count as no
// credential, as at the API; a wrong token is refused.
func (c *call) authenticate() error {
	scheme, credential, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
	userID := int64(0)
	var used *token
	switch {
	case strings.EqualFold(scheme, "Bearer"):
		used = c.tokenOf(strings.TrimSpace(credential))
		if used != nil && (used.expires.IsZero() || c.now.Before(used.expires)) {
			userID = used.user
		}
	case strings.EqualFold(scheme, "Basic"):
		raw, _ := base64.StdEncoding.DecodeString(credential)
		login, secret, _ := strings.Cut(string(raw), ":")
		email, isToken := strings.CutSuffix(login, "/token")
		known := c.tokens[secret] != nil && c.tokens[secret] == c.tokens[c.options.token] || c.options.open
		if isToken && known {
			userID, _ = c.userByEmail(email)
		}
		if !isToken && !c.options.open {
			scheme = ""
		}
	}
	if userID == 0 && c.options.open {
		if used = c.tokens[c.options.token]; used != nil {
			userID = used.user
		}
	}
	if user, found := c.get("users", userID); found && userID != 0 && inGoodStanding(user) {
		c.user = caller{userID, user, used}
		return c.impersonate()
	}
	if scheme != "" && strings.HasPrefix(c.r.URL.Path, "/api/v2") {
		return unauthorized()
	}
	return nil
}

// impersonate makes an administrator act for the end user whom a header names,
// by e-mail address or id. Only OAuth tokens can.
func (c *call) impersonate() error {
	who := strings.TrimSpace(c.r.Header.Get("X-On-Behalf-Of"))
	if who == "" {
		return nil
	}
	used := c.user.token
	if used == nil || c.user.level() < admin || len(used.scopes) > 0 && !slices.Contains(used.scopes, "impersonate") {
		return missingScope()
	}
	id, known := c.findPerson(object("id", who, "email", who))
	user, found := c.get("users", id)
	if !known || !found || user.Text("role") != "end-user" || !inGoodStanding(user) {
		return oauthError(http.StatusUnauthorized, "invalid_token", "The user to act for is unknown or no end user")
	}
	c.user = caller{id, user, used}
	return nil
}

// permit refuses what the caller's role or token may not do.
func (c *call) permit() error {
	if c.user.object == nil {
		if c.route.who > anyone {
			return unauthorized()
		}
		return nil
	}
	if !c.inScope() {
		return missingScope()
	}
	if c.user.level() < c.route.who {
		return forbidden()
	}
	return nil
}

// always is the scope of what every token may do: look at itself and end itself.
const always = "always"

// inScope reports whether the token's scopes cover the request. Scopes of
// writing do not include reading.
func (c *call) inScope() bool {
	if c.user.token == nil || len(c.user.token.scopes) == 0 || c.route.scope == always {
		return true
	}
	verb := "write"
	if c.r.Method == http.MethodGet {
		verb = "read"
	}
	return slices.Contains(c.user.token.scopes, verb) ||
		c.route.scope != "" && slices.Contains(c.user.token.scopes, c.route.scope+":"+verb)
}

// inGoodStanding reports whether a user may come in: neither suspended nor
// deleted. Whatever is not false about a suspension counts as one.
func inGoodStanding(user fake.Object) bool {
	return isActive(user) && !claims(user, "suspended")
}

// isActive reports whether a user is not deleted.
func isActive(user fake.Object) bool { return !user.Has("active") || user.Bool("active") }

// claims reports whether a member says anything but false or null: what limits
// somebody does so in an odd form, too.
func claims(o fake.Object, name string) bool {
	return o.Present(name) && o.Text(name) != "false"
}

const (
	customRole  = 0
	lightAgent  = 1
	chatAgent   = 2
	contributor = 3
	adminRole   = 4
)

// isA reports whether the caller is an agent of that role_type.
func (u caller) isA(roleType int64) bool {
	n, ok := u.object.Int("role_type")
	return ok && n == roleType && u.object.Text("role") == "agent"
}

// limited reports whether the caller may only comment in private.
func (u caller) limited() bool {
	return u.isA(lightAgent) || u.isA(contributor) || u.chatOnly() || claims(u.object, "only_private_comments")
}

// chatOnly reports whether the caller is an agent who works in no tickets.
func (u caller) chatOnly() bool {
	return u.object.Text("role") == "agent" && (u.isA(chatAgent) || claims(u.object, "chat_only"))
}

func (u caller) level() level {
	switch role := u.object.Text("role"); {
	case role == "admin":
		return admin
	case role != "agent":
		return endUser
	case u.limited():
		return agent
	}
	return full
}

// userByEmail finds a user by any of their e-mail addresses.
func (s *Server) userByEmail(email string) (int64, bool) {
	email = strings.ToLower(strings.TrimSpace(email))
	for _, identity := range idsWith(s.tables["identities"].Current(), "value", email) {
		if o, _ := s.get("identities", identity); o.Text("type") == "email" {
			id, _ := o.Int("user_id")
			if u, found := s.get("users", id); found && isActive(u) {
				return id, true
			}
		}
	}
	return 0, false
}
