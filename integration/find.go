package integration

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/sellsupport/zendesk/integration/internal/lease"
	"github.com/sellsupport/zendesk/integration/internal/link"
	"github.com/sellsupport/zendesk/integration/internal/match"
	"github.com/sellsupport/zendesk/integration/internal/steps"
	"github.com/sellsupport/zendesk/integration/internal/together"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell"
)

// lookForLead finds the lead of this ticket, whoever created it. It reads the ticket
// again under the lease, late enough for a safe update: somebody may have linked it,
// or removed the claim.
func (r *leadRun) lookForLead(ctx context.Context, maybe bool) (steps.Answer, error) {
	var leads []*sell.Lead
	closed := link.Closed(r.desk.Ticket) // as read before, because it is read again concurrently
	err := together.Do(ctx, func(ctx context.Context) error {
		read := r.desk.Steady
		if maybe {
			read = r.desk.Read
		}
		_, err := read(ctx)
		return err
	}, func(ctx context.Context) (err error) {
		leads, err = r.leads(ctx, maybe, closed)
		return err
	})
	switch {
	case err != nil:
		return steps.Answer{}, err
	case len(r.links()) > 0:
		return steps.Answer{Over: true}, nil
	case r.desk.Ticket.RequesterID != r.requester.ID:
		return steps.Answer{}, errors.New("the requester of the ticket has changed: call CreateLead again")
	case len(leads) > 0:
		return r.take(leads), nil
	case maybe && !r.wouldSee():
		return steps.Answer{}, r.interrupted()
	}
	if maybe || time.Since(r.known) > LeaseTTL/2 {
		if r.res.Matches, err = r.match(ctx, r.requester.keys); err != nil {
			return steps.Answer{}, err
		}
		r.known = time.Now()
	}
	if len(r.res.Matches) > 0 && !r.req.DespiteMatches && r.follows() == 0 {
		return steps.Answer{Over: true}, nil
	}
	return steps.Answer{}, r.lease.Check(r.desk.Ticket, true)
}

// take continues with leads that were created before, the oldest first. Whoever
// created the lead decided its owner.
func (r *leadRun) take(leads []*sell.Lead) steps.Answer {
	lead := leads[0]
	r.res.Lead, r.res.LeadID = lead, lead.ID
	for _, other := range leads[1:] {
		r.res.Duplicates = append(r.res.Duplicates, other.ID)
	}
	r.res.Matches = slices.DeleteFunc(r.res.Matches, func(m Match) bool {
		return slices.ContainsFunc(leads, func(l *sell.Lead) bool { return m.Ref == Lead(l.ID) })
	})
	r.res.Decision = leadrouting.Decision{}
	if old := r.req.Resume; old != nil && old.LeadID == lead.ID {
		r.res.Decision = old.Decision
	}
	return steps.Answer{State: steps.Already, Detail: fmt.Sprintf("lead %d", lead.ID), Earlier: true}
}

// leads finds the leads of this ticket, the oldest first. If leads cannot be filtered
// by the custom field and one may have been created, as maybe says, it looks through
// all leads created since. A closed ticket has no link, so its lead may be known by
// the note alone.
func (r *leadRun) leads(ctx context.Context, maybe, closed bool) ([]*sell.Lead, error) {
	if lead, err := r.resumedLead(ctx); lead != nil || err != nil {
		return []*sell.Lead{lead}, err // the caller looks at err first
	}
	var leads []*sell.Lead
	for _, m := range r.res.Matches {
		if r.isOurs(m.Lead) {
			leads = append(leads, m.Lead)
		}
	}
	r.account.byField = false
	if r.account.hasField {
		carriers, state, err := r.leadsOfTicket(ctx, r.req.Ticket)
		if err != nil {
			return nil, err
		}
		r.account.byField, leads = state == filterable, append(leads, carriers...)
	}
	var err error
	if len(leads) == 0 && !r.account.byField {
		leads, err = r.leadsWithoutField(ctx, maybe, closed)
	}
	if len(leads) == 0 && err == nil && r.follows() != 0 {
		leads, err = r.followed(ctx)
	}
	return oldestFirst(leads), err
}

func (r *leadRun) leadsWithoutField(ctx context.Context, maybe, closed bool) (leads []*sell.Lead, err error) {
	switch {
	case maybe:
		return r.recent(ctx)
	case len(r.requester.emails)+len(r.requester.phones) == 0:
		leads, err = r.namesakes(ctx)
	}
	if len(leads) == 0 && err == nil && closed {
		return r.noted(ctx)
	}
	return leads, err
}

// resumedLead returns the lead of the result to resume, nil if it has no lead of this
// ticket.
func (r *leadRun) resumedLead(ctx context.Context) (*sell.Lead, error) {
	old := r.req.Resume
	if old == nil || old.LeadID == 0 {
		return nil, nil
	}
	lead, err := r.lead(ctx, old.LeadID)
	if err != nil {
		return nil, err
	}
	ours, err := r.madeBefore(ctx, old, lead)
	if !ours || err != nil {
		return nil, err
	}
	return cmp.Or(lead, old.Lead, &sell.Lead{ID: old.LeadID}), nil
}

// followed returns the lead of an earlier ticket that this run continues with.
func (r *leadRun) followed(ctx context.Context) ([]*sell.Lead, error) {
	lead, err := r.lead(ctx, r.follows())
	if lead == nil && err == nil {
		err = fmt.Errorf("lead %d of the earlier ticket is gone or not visible: call CreateLead without FollowHistory", r.follows())
	}
	return []*sell.Lead{lead}, err
}

// madeBefore reports whether the lead of a result is that of this ticket. A result
// that was stored and read back is not trusted: Sell must confirm it.
func (r *leadRun) madeBefore(ctx context.Context, old *Result, lead *sell.Lead) (bool, error) {
	if old.run.ID != "" || r.isOurs(lead) {
		return true, nil
	}
	if lead == nil {
		return false, nil
	}
	note, err := r.noteOfTicket(ctx, Lead(lead.ID))
	return note != nil, err
}

// isOurs reports whether a lead says that it was created from this ticket.
func (r *leadRun) isOurs(l *sell.Lead) bool { return l != nil && r.ofTicket(l, r.req.Ticket) }

func (r *leadRun) number() string { return strconv.FormatInt(r.req.Ticket, 10) }

// skew is how far apart the clocks of the two products may be.
const skew = 2 * time.Minute

// recent looks through all leads created since the start of the oldest run that may
// have created the lead of this ticket.
func (r *leadRun) recent(ctx context.Context) ([]*sell.Lead, error) {
	since := r.run.Began
	for _, e := range r.earlier {
		if e.Began.Before(since) {
			since = e.Began
		}
	}
	since = since.Add(-skew)
	var leads []*sell.Lead
	var last time.Time
	ordered := true
	q := sell.LeadQuery{SortBy: sell.Descending(sell.LeadsByCreatedAt), PerPage: 100}
	for page, err := range r.sell.Leads.Pages(ctx, q) {
		if err != nil {
			return nil, err
		}
		for _, l := range page.Items {
			if r.isOurs(l) {
				leads = append(leads, l)
			}
			ordered = ordered && (last.IsZero() || !l.CreatedAt.After(last))
			last = l.CreatedAt
		}
		if ordered && last.Before(since) && len(page.Items) > 0 {
			break
		}
	}
	return oldestFirst(leads), nil
}

// noted finds the lead of a closed ticket, which has no link, by the note that links
// to the ticket.
func (r *leadRun) noted(ctx context.Context) ([]*sell.Lead, error) {
	var leads []*sell.Lead
	for _, m := range r.res.Matches {
		if m.Lead == nil {
			continue
		}
		note, err := r.noteOfTicket(ctx, m.Ref)
		if err != nil {
			return nil, err
		}
		if note != nil {
			leads = append(leads, m.Lead)
		}
	}
	return oldestFirst(leads), nil
}

func oldestFirst(leads []*sell.Lead) []*sell.Lead {
	slices.SortFunc(leads, func(a, b *sell.Lead) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(leads, func(a, b *sell.Lead) bool { return a.ID == b.ID })
}

// namesakes finds the leads of this ticket by the name that this run would give the
// lead, for a requester without an e-mail address or phone number.
func (r *leadRun) namesakes(ctx context.Context) (leads []*sell.Lead, err error) {
	p := r.params()
	var q sell.LeadQuery
	q.FirstName, _ = p.FirstName.Get()
	q.LastName, _ = p.LastName.Get()
	q.OrganizationName, _ = p.OrganizationName.Get()
	err = match.Filtered(r.sell.Leads.Pages(ctx, q), func(l *sell.Lead) bool {
		if r.isOurs(l) {
			leads = append(leads, l)
		}
		return l.FirstName == q.FirstName && l.LastName == q.LastName && l.OrganizationName == q.OrganizationName
	})
	return leads, err
}

// wouldSee reports whether the actor would see a lead that an earlier run may have
// created.
func (r *leadRun) wouldSee() bool {
	return r.seesAll() || !slices.ContainsFunc(r.earlier, r.hides)
}

func (r *leadRun) hides(e lease.Run) bool { return e.Agent != r.id() }

// interrupted returns an error that says who can tell what an interrupted run created.
func (r *leadRun) interrupted() error {
	who := "the automation"
	if i := slices.IndexFunc(r.earlier, r.hides); r.earlier[i].Agent != 0 {
		who = fmt.Sprintf("agent %d or the automation", r.earlier[i].Agent)
	}
	return fmt.Errorf("%w: let %s call CreateLead again", ErrInterrupted, who)
}
