package integration

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/lease"
	"github.com/sellsupport/zendesk/integration/internal/link"
	"github.com/sellsupport/zendesk/integration/internal/steps"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/support"
)

// lookForComment reads the ticket on which the update is based: the update is
// rejected if the ticket changes after that.
func (r *leadRun) lookForComment(ctx context.Context, maybe bool) (steps.Answer, error) {
	said := false
	if maybe { // before the ticket is read, so that less time passes, and less changes, until the update
		var err error
		if said, err = r.commented(ctx); err != nil {
			return steps.Answer{}, err
		}
	}
	answer, err := r.lookForLink(ctx, maybe)
	if said && answer.State == "" && err == nil {
		answer = steps.Answer{State: steps.Already, Detail: "the ticket has the comment", Earlier: true}
	}
	return answer, err
}

// makeComment adds the private comment and the link and removes the claim, in one
// update of the ticket.
func (r *leadRun) makeComment(ctx context.Context) (steps.Answer, error) {
	if err := r.putLink(ctx, r.comment()); err != nil {
		return steps.Answer{}, err
	}
	return steps.Answer{State: steps.Done, Detail: "commented privately"}, nil
}

// lookForLink finds the ticket's link to the lead, or to another lead from a run that
// did not honour the lease.
func (r *leadRun) lookForLink(ctx context.Context, _ bool) (steps.Answer, error) {
	if r.res.state(StepComment) == Done && slices.Contains(r.links(), r.res.LeadID) {
		return steps.Answer{State: steps.Done, Detail: "linked in the same update"}, nil
	}
	ticket, err := r.desk.Steady(ctx)
	if err != nil {
		return steps.Answer{}, err
	}
	if ids := r.links(); len(ids) > 0 {
		for _, id := range allBut(ids, []int64{r.res.LeadID}) {
			if !slices.Contains(r.res.Duplicates, id) {
				r.res.Duplicates = append(r.res.Duplicates, id)
			}
		}
		return steps.Answer{State: steps.Already, Detail: fmt.Sprintf("the ticket is linked to lead %d", ids[0]), Earlier: true}, nil
	}
	if link.Closed(ticket) {
		return steps.Answer{State: steps.Skipped, Detail: "the ticket is closed and cannot be changed"}, nil
	}
	return steps.Answer{}, r.lease.Check(ticket, false)
}

func (r *leadRun) makeLink(ctx context.Context) (steps.Answer, error) {
	if err := r.putLink(ctx, nil); err != nil {
		return steps.Answer{}, err
	}
	return steps.Answer{State: steps.Done, Detail: "linked"}, nil
}

// putLink adds the link to the ticket as it was last read.
func (r *leadRun) putLink(ctx context.Context, comment *support.CommentParams) error {
	tags := lease.Without(r.desk.Ticket.Tags, link.Link{Ticket: r.req.Ticket, Lead: r.res.LeadID}.Tag())
	tags = slices.DeleteFunc(tags, func(tag string) bool {
		l, ok := link.Parse(tag)
		return ok && l.Ticket == r.req.Ticket && slices.Contains(r.gone, l.Lead)
	})
	_, err := r.desk.Update(ctx, support.TicketParams{Tags: zendesk.Set(tags), Comment: comment})
	return err
}

// changed reports whether it is worth reading the ticket again after a failed update:
// it may have changed meanwhile, or been closed.
func changed(err error, try int) bool {
	return errors.Is(err, zendesk.ErrConflict) || errors.Is(err, zendesk.ErrInvalid) && try == 0
}

// commented reports whether the ticket has the private comment that names the
// lead.
func (r *leadRun) commented(ctx context.Context) (bool, error) {
	for c, err := range r.in.cfg.Support.Tickets.Comments(r.req.Ticket).All(ctx, support.CommentQuery{}) {
		if err != nil {
			return false, err
		}
		if !c.Public && link.FirstLine(c.Body) == r.commentLine() {
			return true, nil
		}
	}
	return false, nil
}

// commentLine is the first line of the comment, by which it is recognised.
func (r *leadRun) commentLine() string {
	return "Passed to Sell as a lead: " + Lead(r.res.LeadID).URL()
}

func (r *leadRun) comment() *support.CommentParams {
	text := r.commentLine() + "\nOwner: " + r.ownerName()
	if note := strings.TrimSpace(r.req.Note); note != "" && r.res.state(StepNote) == Skipped {
		text += "\n\n" + note
	}
	p := &support.CommentParams{Body: text, Public: zendesk.Set(false)}
	if r.user != nil {
		p.AuthorID = r.user.ID
	}
	return p
}

// ownerName names the owner as the trace does.
func (r *leadRun) ownerName() string {
	owner := r.res.Decision.Owner
	if !r.res.Decision.AssignedTo.IsZero() {
		owner = r.res.Decision.AssignedTo
	}
	if owner.IsZero() && r.res.Lead != nil { // an earlier run decided
		owner = leadrouting.User(r.res.Lead.OwnerID)
	}
	if name := r.account.team.Name(owner); name != "" {
		return name
	}
	return owner.String()
}
