package oauth

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/sellsupport/zendesk/internal/wire"
	"golang.org/x/oauth2"
)

// tokenAnswer is the answer of a token endpoint (RFC 6749, 5.1 and 5.2). What
// the client can do without is raw: an odd value there must not cost a pair
// that can be had only once.
type tokenAnswer struct {
	AccessToken  string         `json:"access_token"`
	RefreshToken string         `json:"refresh_token"`
	TokenType    string         `json:"token_type"`
	ExpiresIn    jsontext.Value `json:"expires_in"`
	Scope        jsontext.Value `json:"scope"`
}

type errorAnswer struct {
	Code        jsontext.Value `json:"error"`
	Description jsontext.Value `json:"error_description"`
}

var lenient = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// parseToken reads a token that was asked for at the given time.
func parseToken(body []byte, asked time.Time) (*oauth2.Token, error) {
	var a tokenAnswer
	if json.Unmarshal(body, &a, lenient) != nil {
		return nil, errors.New("the answer is no token") // the cause would quote it
	}
	token := &oauth2.Token{AccessToken: a.AccessToken, TokenType: a.TokenType, RefreshToken: a.RefreshToken}
	if wire.CheckToken(token) != nil {
		return nil, errors.New("the answer holds no usable access token")
	}
	if token.Type() != "Bearer" {
		return nil, errors.New("the answer holds a token that is not of type bearer")
	}
	if n := seconds(a.ExpiresIn); n > 0 {
		token.ExpiresIn = n
		token.Expiry = asked.Add(time.Duration(n) * time.Second)
	}
	if scope := text(a.Scope); scope != "" {
		token = token.WithExtra(map[string]any{"scope": scope})
	}
	return byTheWall(token), nil
}

// byTheWall returns the token with its end on the wall clock alone: the
// monotonic clock, which Go prefers, stands still while the machine sleeps.
func byTheWall(t *oauth2.Token) *oauth2.Token {
	if t == nil {
		return nil
	}
	t = new(*t)
	t.Expiry = t.Expiry.Round(0)
	return t
}

// parseError reads the code and the description of an error answer; both are
// empty when it is anything else.
func parseError(body []byte) (code, description string) {
	var a errorAnswer
	if json.Unmarshal(body, &a, lenient) != nil {
		return "", ""
	}
	return text(a.Code), text(a.Description)
}

// text is the string in v, or "".
func text(v jsontext.Value) string {
	var s string
	if json.Unmarshal(v, &s, lenient) != nil {
		return ""
	}
	return s
}

// seconds is the positive number in v, which some servers write as a string,
// or 0, which means that the token states no lifetime.
func seconds(v jsontext.Value) int64 {
	const century = 100 * 365 * 24 * 3600
	n, err := strconv.ParseFloat(strings.Trim(string(v), `"`), 64)
	if err != nil || !(n > 0) {
		return 0
	}
	return int64(min(n, century))
}

// missing lists the asked scopes that the token was not granted. An answer
// without a scope means as asked. A broad scope covers the narrower ones of its
// kind, as "read" does "tickets:read".
func missing(t *oauth2.Token, asked []string) []string {
	scope, _ := t.Extra("scope").(string)
	granted := strings.Fields(scope)
	if len(granted) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(asked), func(s string) bool {
		kind := s[strings.LastIndexByte(s, ':')+1:]
		return slices.Contains(granted, s) || slices.Contains(granted, kind)
	})
}

// margin is how long before its end a token is replaced: a request must arrive
// before that, and clocks differ.
func margin(t *oauth2.Token) time.Duration {
	if t.ExpiresIn <= 0 {
		return time.Minute
	}
	return min(time.Minute, time.Duration(t.ExpiresIn)*time.Second/4)
}

// usable reports whether requests can be sent with t: it is not the rejected
// one and does not end soon.
func usable(t *oauth2.Token, rejected string) bool {
	return t != nil && t.AccessToken != "" && t.AccessToken != rejected &&
		(t.Expiry.IsZero() || time.Until(t.Expiry) > margin(t))
}
