package leadrouting_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/sellsupport/zendesk/leadrouting"
)

// reader turns fuzzed bytes into decisions; after the last byte all are zero.
type reader []byte

func (r *reader) next() byte {
	if len(*r) == 0 {
		return 0
	}
	b := (*r)[0]
	*r = (*r)[1:]
	return b
}

func (r *reader) flag() bool { return r.next()&1 == 1 }

// owner returns one of few owners, so that they meet often.
func (r *reader) owner() leadrouting.Owner {
	b := r.next()
	id := int64(b >> 1 & 7)
	if b&1 == 0 {
		return leadrouting.User(id)
	}
	return leadrouting.Pool(id)
}

func (r *reader) team() *leadrouting.Team {
	users := make([]leadrouting.SellUser, r.next()&7)
	for i := range users {
		users[i] = leadrouting.SellUser{
			ID: int64(i + 1), Active: r.flag(), Deleted: r.next()&3 == 3,
			Kind: leadrouting.UserKind(max(0, int(r.next()&7)-5)), ReportsTo: int64(r.next() & 3),
		}
	}
	return leadrouting.NewTeam(users...)
}

func (r *reader) policy() leadrouting.Policy {
	p := leadrouting.Policy{Access: leadrouting.Access(r.next() & 1), AllowAnyOwner: r.flag(), FallbackWhenUnchosen: r.flag()}
	for range r.next() & 3 {
		p.Owners = append(p.Owners, r.owner())
	}
	if r.flag() {
		p.TopmostManager = r.owner()
	}
	return p
}

func FuzzResolve(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0, 0, 0, 1, 4, 0, 3, 1, 0, 0, 0, 1, 0, 0, 1})
	f.Add([]byte{1, 1, 1, 2, 4, 7, 0, 5, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 7, 2, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		in := reader(data)
		policy, team := in.policy(), in.team()
		request := leadrouting.Request{Creator: in.owner(), Choice: in.owner(), Automation: in.flag(), Team: team}
		got, err := policy.Resolve(request)

		again, errAgain := policy.Resolve(request)
		if !reflect.DeepEqual(got, again) || !reflect.DeepEqual(err, errAgain) {
			t.Fatalf("%v, %v and then %v, %v", got, err, again, errAgain)
		}
		if (err == nil) == got.Owner.IsZero() || err != nil && !reflect.DeepEqual(got, leadrouting.Decision{}) {
			t.Fatalf("%v and %v", got, err)
		}
		offer, offerErr := policy.Offer(request)
		for _, o := range offer.Owners {
			if err := team.Assignable(o); err != nil {
				t.Fatalf("offered: %v", err)
			}
			request := request
			request.Choice = o
			if d, err := policy.Resolve(request); err != nil || d.Owner != o {
				t.Fatalf("%v was offered, and choosing it gives %v, %v", o, d.Owner, err)
			}
		}
		if err != nil {
			return
		}
		if offerErr != nil {
			t.Fatalf("decided, but offered %v", offerErr)
		}
		if err := team.Assignable(got.Owner); err != nil {
			t.Fatalf("%v\n%v", err, got)
		}
		if u, found := team.Lookup(got.Owner.ID()); got.Owner.IsUser() && found && (!u.Active || u.Deleted || u.Kind != leadrouting.Person) {
			t.Fatalf("chose %+v", u)
		}
		if !request.Choice.IsZero() && got.Owner != request.Choice {
			t.Fatalf("%v was chosen, not %v", request.Choice, got.Owner)
		}
		if len(policy.Owners) > 0 && !policy.AllowAnyOwner && !slices.Contains(policy.Owners, got.Owner) {
			t.Fatalf("%v is not configured", got.Owner)
		}
		chosen := 0
		for _, step := range got.Trace {
			if step.Verdict == leadrouting.Chosen {
				chosen++
				if step.Owner != got.Owner || step.Reason != got.Reason {
					t.Fatalf("the trace chose %v\n%v", step, got)
				}
			}
		}
		if chosen != 1 {
			t.Fatalf("%d chosen\n%v", chosen, got)
		}
	})
}

func BenchmarkResolve(b *testing.B) {
	users := make([]leadrouting.SellUser, 200)
	for i := range users {
		users[i] = leadrouting.SellUser{ID: int64(i + 1), Active: true, ReportsTo: min(int64(i), 1)}
	}
	team := leadrouting.NewTeam(users...)
	two := []leadrouting.Owner{leadrouting.User(2), leadrouting.User(3)}
	for name, c := range map[string]struct {
		policy leadrouting.Policy
		choice leadrouting.Owner
	}{
		"creator": {},
		"topmost": {policy: leadrouting.Policy{Access: leadrouting.AllAgents}},
		"one":     {policy: leadrouting.Policy{Owners: two[:1]}},
		"choice":  {policy: leadrouting.Policy{Owners: two}, choice: two[1]},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.policy.Resolve(leadrouting.Request{Creator: two[0], Choice: c.choice, Team: team}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
