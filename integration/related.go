package integration

import (
	"context"
	"slices"

	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell"
)

// related returns the owners of the requester's existing records in Sell, for policies
// that prefer them. Without matches there are none.
func (r *leadRun) related() map[leadrouting.Relation]leadrouting.Owner {
	related := make(map[leadrouting.Relation]leadrouting.Owner)
	if !r.dealOwner.IsZero() {
		related[leadrouting.OpenDeal] = r.dealOwner
	}
	for _, m := range r.res.Matches { // ranked: the first of each kind counts
		relation := leadrouting.EarlierLead
		if m.Contact != nil {
			relation = leadrouting.Contact
			if m.Contact.IsOrganization {
				relation = leadrouting.Company
			}
		}
		if _, known := related[relation]; !known && m.OwnerID != 0 {
			related[relation] = leadrouting.User(m.OwnerID)
		}
	}
	return related
}

// readDealOwner finds the owner of the requester's open deal, the last updated if there
// are several, if the policy asks for it.
func (r *leadRun) readDealOwner(ctx context.Context) error {
	asked := r.in.cfg.Settings.Routing.Existing
	if r.in.cfg.Router != nil {
		asked = r.in.cfg.Router.Existing()
	}
	if !slices.Contains(asked, leadrouting.OpenDeal) {
		return nil
	}
	deals, err := r.deals(ctx, r.res.Matches)
	if err != nil || len(deals) == 0 {
		return err
	}
	open := make(map[int64]bool)
	for s, err := range r.sell.Stages.All(ctx, sell.StageQuery{}) {
		if err != nil {
			return err
		}
		open[s.ID] = isOpen(s)
	}
	slices.SortStableFunc(deals, func(a, b *sell.Deal) int { return b.UpdatedAt.Compare(a.UpdatedAt) })
	if i := slices.IndexFunc(deals, func(d *sell.Deal) bool { return open[d.StageID] && d.OwnerID != 0 }); i >= 0 {
		r.dealOwner = leadrouting.User(deals[i].OwnerID)
	}
	return nil
}

// isOpen reports whether deals in the stage are neither won nor lost. A stage whose
// category cannot be read does not count as open.
func isOpen(s *sell.Stage) bool {
	return !slices.Contains([]sell.StageCategory{"", sell.StageWon, sell.StageLost, sell.StageUnqualified}, s.Category)
}
