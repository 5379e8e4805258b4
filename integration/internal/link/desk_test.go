package link_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/link"
	"github.com/sellsupport/zendesk/support"
)

// server keeps one ticket with stamps of whole seconds, by a clock of its own.
type server struct {
	ahead  time.Duration
	ticket support.Ticket
	reads  int
	puts   []support.TicketParams
	onRead func(n int)
}

func (s *server) now() time.Time { return time.Now().Add(s.ahead).Truncate(time.Second) }

func (s *server) touch() { s.ticket.UpdatedAt = s.now() }

func (s *server) answer(opts []zendesk.CallOption) *support.Ticket {
	var c zendesk.CallSettings
	for _, o := range opts {
		o(&c)
	}
	*c.Meta = zendesk.Meta{Header: http.Header{"Date": {s.now().UTC().Format(http.TimeFormat)}}}
	t := s.ticket
	return &t
}

func (s *server) desk() *link.Desk {
	return &link.Desk{
		Get: func(_ context.Context, opts ...zendesk.CallOption) (*support.Ticket, error) {
			s.reads++
			if s.onRead != nil {
				s.onRead(s.reads)
			}
			return s.answer(opts), nil
		},
		Put: func(_ context.Context, p support.TicketParams, opts ...zendesk.CallOption) (*support.Ticket, error) {
			s.puts = append(s.puts, p)
			if !p.SafeUpdate.Equal(s.ticket.UpdatedAt) {
				return nil, zendesk.ErrConflict
			}
			s.ticket.Tags, _ = p.Tags.Get()
			s.touch()
			return s.answer(opts), nil
		},
	}
}

// A ticket that changed in the last two seconds, by the server's clock, is read
// again when these are over.
func TestSteady(t *testing.T) {
	for _, ahead := range []time.Duration{0, time.Hour, -time.Hour, 300 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			s := &server{ahead: ahead, ticket: support.Ticket{ID: 1, Tags: []string{"a"}}}
			s.touch()
			desk := s.desk()
			start := time.Now()
			if ticket, err := desk.Steady(t.Context()); err != nil || ticket.ID != 1 {
				t.Fatalf("%v, %v", ticket, err)
			}
			if took := time.Since(start); took < time.Second || took > 3*time.Second || s.reads > 4 {
				t.Errorf("ahead %v: %v, %d reads", ahead, took, s.reads)
			}
			if now, read := desk.At(); now.Sub(s.ticket.UpdatedAt) < 2*time.Second || time.Since(read) != 0 {
				t.Errorf("at %v, %v", now, read)
			}
			if d := desk.Now().Sub(time.Now().Add(ahead)); d > 0 || d < -time.Second {
				t.Errorf("the server's clock is %v off", d)
			}
			reads := s.reads
			time.Sleep(10*time.Second - 1)
			if _, err := desk.Steady(t.Context()); err != nil || s.reads != reads {
				t.Errorf("%v: read again while it is young", err)
			}
			time.Sleep(time.Nanosecond)
			if _, err := desk.Steady(t.Context()); err != nil || s.reads != reads+1 {
				t.Errorf("%v: not read again", err)
			}
			desk.Spoil()
			if desk.Fresh() {
				t.Error("it is fresh although an update failed")
			}
			if _, err := desk.Steady(t.Context()); err != nil || s.reads != reads+2 || !desk.Fresh() {
				t.Errorf("%v: not read again though it is spoiled", err)
			}
		})
	}
}

// A closed ticket takes no update, so nothing is waited for.
func TestSteadyWhenClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{ticket: support.Ticket{ID: 1, Status: support.TicketStatusClosed}}
		s.touch()
		start := time.Now()
		if _, err := s.desk().Steady(t.Context()); err != nil || time.Since(start) != 0 || s.reads != 1 {
			t.Errorf("%v after %v, %d reads", err, time.Since(start), s.reads)
		}
	})
}

// A ticket that others change all the time is given up, and so is the wait with
// its context.
func TestSteadyGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{}
		s.onRead = func(int) { s.touch() }
		if _, err := s.desk().Steady(t.Context()); !errors.Is(err, link.ErrRestless) || s.reads != 30 {
			t.Errorf("%v after %d reads", err, s.reads)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := s.desk().Steady(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
	})
}

// An update goes by the stamp that was read, refuses while a further change could
// go unnoticed, and takes over what came back.
func TestUpdate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{ticket: support.Ticket{ID: 1, Tags: []string{"a"}}}
		s.touch()
		desk := s.desk()
		if _, err := desk.Read(t.Context()); err != nil {
			t.Fatal(err)
		}
		p := support.TicketParams{Tags: zendesk.Set([]string{"a", "b"})}
		if _, err := desk.Update(t.Context(), p); !errors.Is(err, zendesk.ErrConflict) || len(s.puts) != 0 {
			t.Errorf("within the second of a change: %v, sent %v", err, s.puts)
		}
		if _, err := desk.Steady(t.Context()); err != nil {
			t.Fatal(err)
		}
		stamp := s.ticket.UpdatedAt
		ticket, err := desk.Update(t.Context(), p)
		if err != nil || !slices.Equal(ticket.Tags, []string{"a", "b"}) || desk.Ticket != ticket || !s.puts[0].SafeUpdate.Equal(stamp) {
			t.Errorf("%v, %v, sent %v", err, ticket, s.puts)
		}
		if _, err := desk.Steady(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.ticket.UpdatedAt = s.ticket.UpdatedAt.Add(time.Second) // somebody's change
		if _, err := desk.Update(t.Context(), p); !errors.Is(err, zendesk.ErrConflict) || desk.Fresh() {
			t.Errorf("a change of somebody else went by: %v", err)
		}
	})
}

// Tags replace all that there are, so they must have been read whole.
func TestUpdateOfTagsThatWereNotReadWhole(t *testing.T) {
	for raw, whole := range map[string]bool{`["a",7]`: true, `["a",{}]`: false, `"a"`: false, `{}`: false} {
		synctest.Test(t, func(t *testing.T) {
			ticket, _, err := zendesk.Decode[support.Ticket]([]byte(`{"id":1,"tags":` + raw + `}`))
			if err != nil {
				t.Fatal(err)
			}
			s := &server{ticket: *ticket}
			desk := s.desk()
			if _, err := desk.Steady(t.Context()); err != nil {
				t.Fatal(err)
			}
			_, err = desk.Update(t.Context(), support.TicketParams{Tags: zendesk.Set([]string{"b"})})
			if whole != (err == nil) || whole != (len(s.puts) == 1) {
				t.Errorf("%s: %v, sent %v", raw, err, s.puts)
			}
		})
	}
}

// Without a date of the server, this clock counts.
func TestSawWithoutDate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		desk := &link.Desk{}
		start := time.Now()
		time.Sleep(time.Second)
		desk.Saw(&support.Ticket{Extra: map[string]json.RawMessage{}}, zendesk.Meta{}, start)
		if server, local := desk.At(); !server.Equal(start) || !local.Equal(start) {
			t.Errorf("at %v, %v", server, local)
		}
		if now := desk.Now(); now.After(time.Now()) || now.Before(start) {
			t.Errorf("now %v", now)
		}
	})
}
