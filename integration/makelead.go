package integration

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/lease"
	"github.com/sellsupport/zendesk/integration/internal/steps"
	"github.com/sellsupport/zendesk/sell"
)

// makeLead creates the lead under the lease. With the custom field it upserts by the
// ticket: if the lease was lost after all, this updates the lead of the other run
// instead of creating a second one.
func (r *leadRun) makeLead(ctx context.Context) (steps.Answer, error) {
	if err := r.takeTurn(ctx); err != nil {
		return steps.Answer{}, err
	}
	if !slices.ContainsFunc(r.earlier, func(e lease.Run) bool { return e.ID == r.run.ID }) {
		r.earlier = append(r.earlier, r.run) // from now on it may have created the lead
	}
	var err error
	var meta zendesk.Meta
	isNew := true
	start := time.Now()
	p := r.params()
	if r.account.byField && r.seesItsLead() { // an upsert does not find what the agent cannot see
		match := sell.LeadMatch{CustomFields: map[string]string{r.in.cfg.Settings.ticketField(): r.number()}}
		r.res.Lead, err = r.sell.Leads.Upsert(ctx, match, p, zendesk.Into(&meta))
		isNew = err == nil && r.lease.Shared() && justMade(r.res.Lead, meta.Header, time.Since(start))
	} else {
		r.res.Lead, err = r.sell.Leads.Create(ctx, p)
	}
	if err != nil {
		r.res.Lead = nil
		r.forget(teamOf, statusOf, sourceOf, fieldOf) // one of these may be the cause
		return steps.Answer{}, r.explainPool(err)
	}
	r.res.LeadID = r.res.Lead.ID
	return steps.Answer{State: steps.Done, Detail: fmt.Sprintf("lead %d", r.res.LeadID), New: isNew, Earlier: !isNew}, nil
}

// stampSpread is how far apart the two timestamps of a new record can be.
const stampSpread = 2 * time.Second

// justMade reports whether a lead was created by an upsert that took this long: Sell
// does not say whether it created or updated one.
func justMade(l *sell.Lead, header http.Header, took time.Duration) bool {
	now, err := http.ParseTime(header.Get("Date"))
	return err == nil && l.UpdatedAt.Sub(l.CreatedAt).Abs() <= stampSpread && now.Sub(l.CreatedAt) <= took+stampSpread
}

// explainPool names the distribution pool for which Sell rejected a lead: Sell says
// only that the owner is wrong.
func (r *leadRun) explainPool(err error) error {
	owner := r.res.Decision.Owner
	e, refused := errors.AsType[*zendesk.Error](err)
	if !refused || !owner.IsPool() || !errors.Is(err, zendesk.ErrInvalid) ||
		!slices.ContainsFunc(e.Fields, func(f zendesk.FieldError) bool { return f.Field == "owner_id" }) {
		return err
	}
	return fmt.Errorf("%v (%s) takes no leads: it must be a distribution pool for leads with an active member: %w", owner, r.account.team.Name(owner), err)
}

// leadSource finds the lead source of the settings, 0 if there is none.
func (a *Agent) leadSource(ctx context.Context) (int64, error) {
	name := a.in.cfg.Settings.Lead.Source
	if name == "" {
		return 0, nil
	}
	return remembered(ctx, a, sourceOf, func(ctx context.Context) (int64, error) { return a.readSource(ctx, name) })
}

func (a *Agent) readSource(ctx context.Context, name string) (int64, error) {
	for s, err := range a.sell.LeadSources.All(ctx, sell.SourceQuery{Name: name}) {
		if err != nil {
			return 0, err
		}
		if s.Name == name {
			return s.ID, nil
		}
	}
	return 0, nil
}

func (r *leadRun) lookForSource(ctx context.Context, _ bool) (steps.Answer, error) {
	name := r.in.cfg.Settings.Lead.Source
	made := r.res.state(StepLead) == Done
	if name == "" || !made && (!r.isOurs(r.res.Lead) || r.res.Lead.SourceID != 0) {
		return steps.Answer{State: steps.Nothing}, nil
	}
	if r.account.source == 0 { // somebody may have created it since
		var err error
		if r.account.source, err = r.readSource(ctx, name); err != nil || r.account.source == 0 {
			return steps.Answer{}, err
		}
	}
	return steps.Answer{State: steps.Already, Detail: fmt.Sprintf("%q is source %d", name, r.account.source)}, nil
}

// makeSource creates the lead source. The lead already exists by then, and is kept
// even if it gets no source.
func (r *leadRun) makeSource(ctx context.Context) (steps.Answer, error) {
	name := r.in.cfg.Settings.Lead.Source
	s, err := r.sell.LeadSources.Create(ctx, sell.SourceParams{Name: zendesk.Set(name)})
	switch {
	case err == nil:
		r.account.source = s.ID
		r.forget(sourceOf)
		return steps.Answer{State: steps.Done, Detail: fmt.Sprintf("created %q, source %d", name, s.ID)}, nil
	case !takenName(err, 0) && refusal(err):
		r.warn(fmt.Sprintf("the lead has no source: %q could not be created", name))
		return steps.Answer{State: steps.Skipped, Detail: err.Error()}, nil
	}
	return steps.Answer{}, err
}

// takenName reports whether the source already exists: names are unique, so somebody
// created it, maybe this run.
func takenName(err error, _ int) bool {
	e, ok := errors.AsType[*zendesk.Error](err)
	return ok && slices.ContainsFunc(e.Fields, func(f zendesk.FieldError) bool { return f.Code == "already_exists" })
}

// refusal reports whether the API rejected a request because of its content.
func refusal(err error) bool {
	return !errors.Is(err, zendesk.ErrUnclear) &&
		(errors.Is(err, zendesk.ErrInvalid) || errors.Is(err, zendesk.ErrForbidden) || errors.Is(err, zendesk.ErrNotFound))
}

func (r *leadRun) lookForLeadSource(context.Context, bool) (steps.Answer, error) {
	if r.account.source == 0 || r.res.state(StepSource) == "" || r.res.Lead.SourceID != 0 {
		return steps.Answer{State: steps.Nothing}, nil
	}
	return steps.Answer{}, nil
}

// setLeadSource sets the lead's source, if that was created after the lead.
func (r *leadRun) setLeadSource(ctx context.Context) (steps.Answer, error) {
	lead, err := r.sell.Leads.Update(ctx, r.res.LeadID, sell.LeadParams{SourceID: zendesk.Set(r.account.source)})
	switch {
	case err == nil:
		r.res.Lead = lead
		return steps.Answer{State: steps.Done, Detail: fmt.Sprintf("source %d", r.account.source)}, nil
	case refusal(err):
		r.warn("the lead has no source: the agent may no longer change it")
		return steps.Answer{State: steps.Skipped, Detail: err.Error()}, nil
	}
	return steps.Answer{}, err
}
