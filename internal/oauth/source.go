package oauth

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/wire"
	"golang.org/x/oauth2"
)

const (
	// flightTimeout is how long a refresh may take, whoever waits for it: the
	// pair on its way cannot be had a second time.
	flightTimeout = 30 * time.Second
	// settle is how long another process may take to store the pair that
	// made ours invalid.
	settle = time.Second
)

// Source is the token source of one authorization. It is safe for concurrent
// use. A refresh runs on its own: whoever asked for it may give up, and it ends
// by itself within flightTimeout.
type Source struct{ state wire.Hidden[*source] }

type source struct {
	client *Client
	store  zendesk.TokenStore
	grant  string

	mu      sync.Mutex // never held over I/O
	current *oauth2.Token
	flight  *flight // nil when none is under way

	// What follows belongs to the flight, of which there is one at a time.
	unsaved *swap         // had, but not stored yet
	dead    *oauth2.Token // the stored pair whose refresh token was refused
	refusal error
}

var _ zendesk.Refresher = (*Source)(nil)

// flight is a replacement of the token under way. token and err may be read
// once done is closed.
type flight struct {
	done     chan struct{}
	token    *oauth2.Token
	err      error
	panicked any // by the store or the transport: for whoever started it
}

type swap struct{ old, next *oauth2.Token }

// NewSource returns a source of what is in the store. grant is RefreshToken,
// or ClientCredentials for a source that asks for a new token when the last
// one ends.
func NewSource(c *Client, store zendesk.TokenStore, grant string) *Source {
	return newSource(c, store, grant).public()
}

func newSource(c *Client, store zendesk.TokenStore, grant string) *source {
	return &source{client: c, store: store, grant: grant}
}

func (s *source) public() *Source { return &Source{wire.Hide(s)} }

// Exchange turns an authorization code into a stored pair and returns its
// source. What was stored before is replaced: the user has just authorized anew.
func Exchange(ctx context.Context, c *Client, store zendesk.TokenStore, g Grant) (*Source, error) {
	const name = "Exchange"
	s := newSource(c, store, RefreshToken)
	token, err := c.Ask(ctx, name, g)
	if err != nil {
		return nil, err
	}
	if err := s.check(name, token); err != nil {
		return nil, err
	}
	for range 10 {
		old, err := store.Load(ctx)
		if err != nil {
			return nil, s.storeError(name, err)
		}
		switch done, err := store.Swap(ctx, old, token); {
		case err != nil:
			return nil, s.storeError(name, err)
		case done:
			s.current = token
			return s.public(), nil
		}
	}
	return nil, s.storeError(name, errors.New("others keep changing it"))
}

// Resume returns the source of the stored pair. It is an error if there is none.
func Resume(ctx context.Context, c *Client, store zendesk.TokenStore) (*Source, error) {
	s, stored, err := Stored(ctx, c, store)
	if err == nil && stored == nil {
		err = s.state.Get().ended("Resume")
	}
	return s, err
}

// Stored returns the stored pair, nil if there is none, and its source.
func Stored(ctx context.Context, c *Client, store zendesk.TokenStore) (*Source, *oauth2.Token, error) {
	s := newSource(c, store, RefreshToken)
	stored, err := store.Load(ctx)
	if err != nil {
		return nil, nil, s.storeError("Resume", err)
	}
	s.current = byTheWall(stored)
	return s.public(), s.current, nil
}

// Forget removes the pair of t from the store, unless it holds another one by now.
func (s *Source) Forget(ctx context.Context, t *oauth2.Token) error {
	return s.state.Get().forget(ctx, t)
}

func (s *source) forget(ctx context.Context, t *oauth2.Token) error {
	if _, err := s.store.Swap(ctx, t, nil); err != nil {
		return s.storeError("Revoke", err)
	}
	return nil
}

// Token returns a token that does not end soon.
func (s *Source) Token(ctx context.Context) (*oauth2.Token, error) { return s.state.Get().get(ctx, "") }

// Refresh returns a token other than the rejected one.
func (s *Source) Refresh(ctx context.Context, rejected *oauth2.Token) (*oauth2.Token, error) {
	if rejected == nil {
		rejected = new(oauth2.Token)
	}
	return s.state.Get().get(ctx, rejected.AccessToken)
}

func (s *source) get(ctx context.Context, rejected string) (*oauth2.Token, error) {
	for {
		s.mu.Lock()
		if t := s.current; usable(t, rejected) {
			s.mu.Unlock()
			return s.checked(t)
		}
		if err := ctx.Err(); err != nil {
			s.mu.Unlock()
			return nil, fmt.Errorf("zendesk: %s.OAuth: %w", s.client.Product, err)
		}
		f, leads := s.flight, false
		if f == nil {
			leads = true
			f = &flight{done: make(chan struct{}), err: errors.New("zendesk: the refresh did not finish")}
			s.flight = f
			go s.fly(context.WithoutCancel(ctx), f, rejected)
		}
		s.mu.Unlock()
		select {
		case <-f.done:
		case <-ctx.Done():
			return nil, fmt.Errorf("zendesk: %s.OAuth: waiting for a new token: %w", s.client.Product, ctx.Err())
		}
		switch {
		case leads && f.panicked != nil:
			panic(f.panicked)
		case f.err != nil:
			return nil, f.err
		case f.token.AccessToken != rejected:
			return s.checked(f.token)
		}
	}
}

// fly replaces the token for all who wait for f.
func (s *source) fly(ctx context.Context, f *flight, rejected string) {
	ctx, cancel := context.WithTimeoutCause(ctx, flightTimeout, errSlow)
	defer func() {
		f.panicked = recover() // nobody else could recover from it here
		cancel()
		s.mu.Lock()
		if f.err == nil {
			s.current = f.token
		}
		s.flight = nil
		s.mu.Unlock()
		close(f.done)
	}()
	f.token, f.err = s.replace(ctx, rejected)
}

// replace returns another process's token if there is one, else asks for a new
// one and stores it.
func (s *source) replace(ctx context.Context, rejected string) (*oauth2.Token, error) {
	if s.unsaved != nil {
		if t, err := s.save(ctx); err != nil || usable(t, rejected) {
			return t, err
		}
	}
	stored, err := s.load(ctx)
	if err != nil || usable(stored, rejected) {
		return stored, err
	}
	g := Grant{Type: s.grant}
	if s.grant == RefreshToken {
		switch {
		case stored == nil || stored.RefreshToken == "":
			return nil, s.ended("Refresh")
		case s.dead != nil && wire.SamePair(stored, s.dead):
			return nil, s.refusal
		}
		g.RefreshToken = stored.RefreshToken
	}
	next, err := s.client.Ask(ctx, s.name(), g)
	if Ended(err) && s.grant == RefreshToken {
		return s.rotatedElsewhere(ctx, stored, err)
	}
	if err != nil {
		return nil, err
	}
	if next.RefreshToken == "" && stored != nil {
		next.RefreshToken = stored.RefreshToken // not rotated, so still good
	}
	s.unsaved = &swap{stored, next}
	return s.save(ctx)
}

// save stores the new pair. Until that is done no one may use it, and while it
// fails the pair is kept for the next call: there is no other.
func (s *source) save(ctx context.Context) (*oauth2.Token, error) {
	stored, err := s.store.Swap(ctx, s.unsaved.old, s.unsaved.next)
	if err != nil {
		return nil, s.storeError(s.name(), err)
	}
	next := s.unsaved.next
	s.unsaved = nil
	if stored {
		return next, nil
	}
	won, err := s.load(ctx)
	if err == nil && won == nil {
		err = s.ended(s.name())
	}
	return won, err
}

// rotatedElsewhere looks for the pair of another process that has used the
// refresh token of old before.
func (s *source) rotatedElsewhere(ctx context.Context, old *oauth2.Token, refused error) (*oauth2.Token, error) {
	for _, wait := range []time.Duration{0, settle} {
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil, refused
		}
		stored, err := s.load(ctx)
		if err != nil {
			return nil, err
		}
		if stored != nil && !wire.SamePair(stored, old) {
			return stored, nil
		}
	}
	s.dead, s.refusal = old, refused
	return nil, refused
}

func (s *source) load(ctx context.Context) (*oauth2.Token, error) {
	t, err := s.store.Load(ctx)
	if err != nil {
		return nil, s.storeError(s.name(), err)
	}
	return byTheWall(t), nil
}

// checked hands out t unless it lacks a scope. It stays the current one, so
// that the error is the same at each call.
func (s *source) checked(t *oauth2.Token) (*oauth2.Token, error) {
	if err := s.check(s.name(), t); err != nil {
		return nil, err
	}
	return t, nil
}

func (s *source) check(name string, t *oauth2.Token) error {
	lacking := missing(t, s.client.Scopes)
	if len(lacking) == 0 {
		return nil
	}
	text := "the granted scope lacks " + strings.Join(lacking, ", ")
	return &zendesk.Error{Op: s.op(name), Err: cause{text, zendesk.ErrForbidden}}
}

func (s *source) name() string {
	if s.grant == ClientCredentials {
		return "ClientCredentials"
	}
	return "Refresh"
}

func (s *source) op(name string) zendesk.Op {
	return s.client.op(name, "POST", s.client.TokenPath)
}

func (s *source) ended(name string) error { return &zendesk.Error{Op: s.op(name), Err: errEnded} }

func (s *source) storeError(name string, err error) error {
	return &zendesk.Error{Op: s.op(name), Repeatable: name != "Exchange", Err: fmt.Errorf("token store: %w", err)}
}

// String names what it is; what it holds is hidden.
func (s *Source) String() string { return s.state.Get().client.Product + ".OAuth token source" }
