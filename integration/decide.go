package integration

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/integration/internal/lease"
	"github.com/sellsupport/zendesk/integration/internal/link"
	"github.com/sellsupport/zendesk/integration/internal/match"
	"github.com/sellsupport/zendesk/integration/internal/steps"
	"github.com/sellsupport/zendesk/integration/internal/together"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

// decide does everything that needs no write. It reports whether nothing is left to
// do.
func (r *leadRun) decide(ctx context.Context) (done bool, err error) {
	user, organization, err := r.readTicket(ctx)
	if err != nil {
		return true, err
	}
	own, history := link.Of(r.req.Ticket, r.desk.Ticket.Tags)
	for _, l := range history {
		r.res.History = append(r.res.History, TicketLead{l.Ticket, l.Lead})
	}
	if len(own) > 0 {
		if done, err := r.linked(ctx, own); done || err != nil {
			return true, err
		}
	}
	if err := r.checkRequester(user); err != nil {
		return true, err
	}
	var missing error // what the account lacks, which does not matter if Sell knows the requester
	if missing, err = r.lookUp(ctx, user); err != nil {
		return true, r.failed(StepMatch, err)
	}
	r.requester.organization = organization
	r.known = time.Now()
	matched, err := r.matched(ctx)
	if matched || err != nil {
		return true, err
	}
	r.record(StepMatch, steps.Done, fmt.Sprintf("%d records of the requester in Sell", len(r.res.Matches)))
	if missing != nil {
		return true, r.failed(StepOwner, missing)
	}
	if err := r.decideOwner(ctx); err != nil {
		return true, r.failed(StepOwner, err)
	}
	r.record(StepOwner, steps.Done, link.FirstLine(r.res.Decision.String()))
	if _, last := splitName(r.requester.Name); last == "" && r.requester.organizationName() == "" {
		r.warn("the requester has no full name: the lead is named by what is known")
	}
	return false, nil
}

// lookUp reads in parallel who the requester is, which records Sell has of them, and
// what the account has for a lead. Most requesters have no keys but those of their
// profile, so Sell is asked for these while the others are being read.
func (r *leadRun) lookUp(ctx context.Context, user *support.User) (missing, err error) {
	var profile, others match.Keys
	profile.AddEmail(user.Email)
	profile.AddPhone(user.Phone)
	err = together.Do(ctx, func(ctx context.Context) (err error) {
		r.requester, err = r.in.identified(ctx, user)
		return err
	}, func(ctx context.Context) (err error) {
		r.res.Matches, err = r.match(ctx, profile)
		return err
	}, func(ctx context.Context) error {
		missing = r.readAccount(ctx)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, email := range r.requester.emails {
		if !profile.HasEmail(email) {
			others.AddEmail(email)
		}
	}
	for _, phone := range r.requester.phones {
		if !profile.HasPhone(phone) {
			others.AddPhone(phone)
		}
	}
	more, err := r.match(ctx, others)
	for _, m := range more {
		if !slices.ContainsFunc(r.res.Matches, func(known Match) bool { return known.Ref == m.Ref }) {
			r.res.Matches = append(r.res.Matches, m)
		}
	}
	slices.SortFunc(r.res.Matches, byRank)
	return missing, err
}

// matched reports whether Sell knows the requester by records that do not come from
// this ticket. While another run is working on the ticket they may do so: then they
// are checked under the lease.
func (r *leadRun) matched(ctx context.Context) (bool, error) {
	if len(r.res.Matches) == 0 || r.req.DespiteMatches || r.req.Resume != nil || r.follows() != 0 {
		return false, nil
	}
	if lease.Claimed(r.req.Ticket, r.desk.Ticket.Tags) || slices.ContainsFunc(r.res.Matches, func(m Match) bool { return r.isOurs(m.Lead) }) {
		return false, nil
	}
	// Another run may have started, and created one of them, since the ticket was read.
	ticket, err := r.desk.Read(ctx)
	if err != nil {
		return false, r.failed(StepMatch, err)
	}
	if len(r.links()) > 0 {
		return true, r.existing(ctx, r.links())
	}
	if lease.Claimed(r.req.Ticket, ticket.Tags) {
		return false, nil
	}
	if link.Closed(ticket) && !r.account.hasField {
		leads, err := r.noted(ctx)
		if len(leads) > 0 || err != nil {
			return false, err
		}
	}
	r.res.Outcome = Matched
	r.record(StepMatch, steps.Done, fmt.Sprintf("Sell knows the requester: %v", r.res.Matches[0].Ref))
	return true, nil
}

// follows returns the lead of an earlier ticket that this run continues with, 0 if
// there is none.
func (r *leadRun) follows() int64 {
	if n := len(r.res.History); n > 0 && r.req.FollowHistory {
		return r.res.History[n-1].LeadID
	}
	return 0
}

// decideOwner decides without taking a turn. If that fails with cached users, it
// reads the users again.
func (r *leadRun) decideOwner(ctx context.Context) (err error) {
	if err := r.readDealOwner(ctx); err != nil {
		return err
	}
	r.res.Decision, err = r.preview(ctx)
	if err != nil && r.account.remembered {
		r.forget(teamOf)
		if r.account.team, err = r.readTeam(ctx); err != nil {
			return err
		}
		r.res.Decision, err = r.preview(ctx)
	}
	return r.explainPool(err)
}

// checkRequester rejects requesters a lead cannot be created from, and warns of those
// who are not customers.
func (r *leadRun) checkRequester(user *support.User) error {
	ticket := r.req.Ticket
	switch {
	case user == nil:
		return fmt.Errorf("%w: ticket %d has none, or the requester was removed", ErrNoRequester, ticket)
	case !user.Active:
		return fmt.Errorf("%w: user %d, the requester of ticket %d, was deleted", ErrNoRequester, user.ID, ticket)
	case r.user != nil && user.ID == r.user.ID:
		return fmt.Errorf("%w: the requester of ticket %d is the acting agent: correct the requester first", ErrNoRequester, ticket)
	case user.Role != support.RoleEndUser:
		r.warn(fmt.Sprintf("the requester is not a customer: their role is %q", user.Role))
	}
	if user.Suspended {
		r.warn("the requester is suspended in Support")
	}
	return nil
}

// leadAccount is what the account has for the new lead.
type leadAccount struct {
	team       *sellTeam
	status     string
	source     int64 // 0: none is wanted, or it does not exist yet
	hasField   bool  // leads have the custom field for the ticket
	byField    bool  // leads can be found by it
	remembered bool  // some of this may be cached, up to a minute old
}

// readAccount looks up users, status, source and the custom field.
func (r *leadRun) readAccount(ctx context.Context) error {
	r.account.remembered = true
	return together.Do(ctx, func(ctx context.Context) (err error) {
		r.account.team, err = r.readTeam(ctx)
		return err
	}, func(ctx context.Context) (err error) {
		r.account.status, err = r.leadStatus(ctx)
		return err
	}, func(ctx context.Context) (err error) {
		r.account.source, err = r.leadSource(ctx)
		return err
	}, func(ctx context.Context) (err error) {
		r.account.hasField, err = r.hasLeadField(ctx)
		return err
	})
}

// plan ends a dry run.
func (r *leadRun) plan() {
	r.res.Outcome = Planned
	would := func(name, detail string) { r.record(name, steps.State(Would), detail) }
	p := r.params()
	lead := &sell.Lead{}
	lead.FirstName, _ = p.FirstName.Get()
	lead.LastName, _ = p.LastName.Get()
	lead.OrganizationName, _ = p.OrganizationName.Get()
	would(StepLead, fmt.Sprintf("create the lead %s for %v", strconv.Quote(leadName(lead)), r.res.Decision.Owner))
	if name := strings.TrimSpace(r.in.cfg.Settings.Lead.Source); name != "" {
		would(StepSource, fmt.Sprintf("use the lead source %q, creating it if needed", name))
	}
	would(StepNote, "add a note with a link to the ticket")
	would(StepComment, "comment privately on the ticket")
	would(StepLink, "link the ticket to the lead")
}
