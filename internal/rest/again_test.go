package rest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
	"golang.org/x/oauth2"
)

// queued is a limiter of one budget.
type queued struct {
	queue  *rest.Queue
	budget *rest.Budget
}

func (q queued) Wait(ctx context.Context, _ zendesk.Op) error      { return q.queue.Wait(ctx, q.budget) }
func (queued) Report(context.Context, zendesk.Op, zendesk.Outcome) {}

// A limiter that refuses says when the turn would come, and a create is safe to
// repeat then, since it was not sent.
func TestRetryInOfLimiter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := rest.NewQueue()
		l := queued{q, q.Budget(rest.Rate{Every: 40 * time.Second, Burst: 1})}
		c, w := newClient(t, answer(200, `{}`), func(s *setup) { s.limiter = l })
		if err := c.Do(t.Context(), classes[3].request, nil, decodeJSON); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		err := c.Do(ctx, classes[3].request, nil, decodeJSON)
		if got := zendesk.RetryIn(err); got != 40*time.Second || !errors.Is(err, zendesk.ErrRateLimited) || errors.Is(err, zendesk.ErrUnclear) || len(w.requests) != 1 {
			t.Errorf("%d requests, %v, again in %v", len(w.requests), err, got)
		}
	})
}

// source yields an error, or a token.
type source struct {
	token string
	err   error
}

func (s source) Token(context.Context) (*oauth2.Token, error) {
	return &oauth2.Token{AccessToken: s.token}, s.err
}

// Without a token nothing was sent, so a task may run again unless it is a matter
// of permission.
func TestRetryableWithoutToken(t *testing.T) {
	for _, test := range []struct {
		tokens zendesk.TokenSource
		want   bool
	}{
		{source{err: errors.New("vault sealed")}, true},
		{source{err: &zendesk.Error{Status: 503, Repeatable: true}}, true},
		{source{err: fmt.Errorf("refresh: %w", &zendesk.Error{Status: 400})}, false},
		{source{err: zendesk.ErrUnauthorized}, false},
		{source{err: fmt.Errorf("scope: %w", zendesk.ErrForbidden)}, false},
		{source{token: ""}, false},
		{source{token: "a b"}, false},
	} {
		c, w := newClient(t, answer(200, `{}`), func(s *setup) { s.tokens = test.tokens })
		err := c.Do(t.Context(), classes[3].request, nil, decodeJSON)
		if err == nil || zendesk.Retryable(err) != test.want || errors.Is(err, zendesk.ErrUnclear) || len(w.requests) != 0 {
			t.Errorf("%d requests, %v, Retryable %v", len(w.requests), err, zendesk.Retryable(err))
		}
	}
}

// Who gives up during a back-off may try again, and so may who waits for a turn.
func TestRetryableAfterGivingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := newClient(t, answer(429, `{}`, "Retry-After: 20"))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		err := c.Do(ctx, classes[3].request, nil, decodeJSON)
		if got := zendesk.RetryIn(err); got != 20*time.Second || !errors.Is(err, context.Canceled) {
			t.Errorf("%v, again in %v", err, got)
		}
	})
}
