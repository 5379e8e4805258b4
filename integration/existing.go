package integration

import (
	"context"
	"fmt"
	"slices"

	"github.com/sellsupport/zendesk/integration/internal/match"
	"github.com/sellsupport/zendesk/integration/internal/steps"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell"
)

// linked ends a run on a ticket that is linked to leads, unless all of them are gone
// and another lead exists, or is to be created.
func (r *leadRun) linked(ctx context.Context, ids []int64) (done bool, err error) {
	if err := r.existing(ctx, ids); err != nil || r.res.Gone == nil {
		return true, err
	}
	replaced := len(r.res.Duplicates) > len(ids)-1 // by an interrupted run
	if !replaced && !r.req.ReplaceGone {
		return true, nil
	}
	if r.res.Gone.Fate == LeadHidden {
		return true, fmt.Errorf("integration: ticket %d: this agent cannot see whether lead %d is gone: let the automation replace it", r.req.Ticket, ids[0])
	}
	r.gone = ids
	r.res.Outcome, r.res.LeadID, r.res.Duplicates, r.res.Steps = "", 0, nil, nil
	return false, nil
}

// existing ends a run on a ticket that is linked to leads.
func (r *leadRun) existing(ctx context.Context, ids []int64) error {
	id := ids[0]
	for _, other := range ids { // the first that still exists
		lead, err := r.lead(ctx, other)
		if err != nil {
			return err
		}
		if lead != nil {
			id, r.res.Lead = other, lead
			break
		}
	}
	r.res.Outcome, r.res.LeadID = Existing, id
	r.res.Duplicates = slices.DeleteFunc(slices.Clone(ids), func(other int64) bool { return other == id })
	if r.res.state(StepLead) == "" {
		r.record(StepLead, steps.Already, fmt.Sprintf("the ticket is linked to lead %d", id))
	}
	if r.res.Lead == nil {
		var err error
		if r.res.Gone, err = r.fate(ctx, id); err != nil {
			return err
		}
	}
	leads, _, err := r.leadsOfTicket(ctx, r.req.Ticket)
	for _, l := range leads {
		if !slices.Contains(ids, l.ID) {
			r.res.Duplicates = append(r.res.Duplicates, l.ID)
		}
	}
	return err
}

// fate finds out what became of a lead that the actor cannot see.
func (a *Agent) fate(ctx context.Context, leadID int64) (*GoneLead, error) {
	gone := &GoneLead{Fate: LeadDeleted}
	err := match.Filtered(a.sell.LeadConversions.Pages(ctx, sell.LeadConversionQuery{LeadID: leadID}), func(c *sell.LeadConversion) bool {
		if c.LeadID != leadID {
			return false
		}
		gone.Fate = LeadConverted
		for _, ref := range []Ref{Contact(c.IndividualID), Contact(c.OrganizationID), Deal(c.DealID)} {
			if ref.ID != 0 && !slices.Contains(gone.Became, ref) {
				gone.Became = append(gone.Became, ref)
			}
		}
		return true
	})
	if gone.Fate == LeadDeleted && !a.seesAll() {
		gone.Fate = LeadHidden
	}
	return gone, err
}

// seesAll reports whether the actor sees every lead, as all but agents in the mode
// "Only Sell users have access" do.
func (a *Agent) seesAll() bool {
	return a.user == nil || a.in.cfg.Settings.Routing.Access != leadrouting.OnlySellUsers
}

func allBut(ids, some []int64) []int64 {
	return slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return slices.Contains(some, id) })
}
