package integration

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/match"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

// noteText is what the note in Sell says: the agent's text, who wrote it, and
// the link to the ticket, which also marks the note as that of this ticket.
func (a *Agent) noteText(ticketID int64, text string) string {
	var b strings.Builder
	if text = strings.TrimSpace(text); text != "" {
		b.WriteString(text + "\n\n")
	}
	fmt.Fprintf(&b, "From Zendesk Support, by %s:\n%s", a.Name(), a.in.TicketURL(ticketID))
	return b.String()
}

// note adds the note to the lead. existed says that an earlier run may have
// added it already.
func (r *run) note(ctx context.Context, existed bool) error {
	for try := range unclearTries {
		if existed || try > 0 {
			note, _, err := r.noteOfTicket(ctx, Lead(r.res.LeadID), r.req.Ticket)
			if err != nil {
				return err
			}
			if note != nil {
				r.res.step(StepNote, Already, "note %d", note.ID)
				if !strings.Contains(note.Content, strings.TrimSpace(r.req.Note)) {
					r.res.Warnings = append(r.res.Warnings, "the lead has its note of this ticket already: the text that was given now is not in it")
				}
				return nil
			}
		}
		id, err := r.addNote(ctx)
		if err == nil {
			r.res.step(StepNote, Done, "note %d", id)
			return nil
		}
		if hidden, herr := r.hidden(ctx, err); herr == nil && hidden {
			r.noteInComment = true
			r.res.step(StepNote, Skipped, "the agent cannot see the lead; the text is in the comment on the ticket")
			r.res.Warnings = append(r.res.Warnings, "Sell takes no note from an agent who cannot see the lead: its text is in the comment on the ticket")
			return nil
		}
		if !errors.Is(err, zendesk.ErrUnclear) || try == unclearTries-1 {
			return err
		}
		if serr := sleep(ctx, lag); serr != nil {
			return err
		}
	}
	return nil
}

// hidden reports whether a note was refused because the actor does not see the
// lead, which belongs to somebody else.
func (r *run) hidden(ctx context.Context, refused error) (bool, error) {
	if !errors.Is(refused, zendesk.ErrInvalid) && !errors.Is(refused, zendesk.ErrNotFound) && !errors.Is(refused, zendesk.ErrForbidden) {
		return false, nil
	}
	lead, err := r.lead(ctx, r.res.LeadID)
	return lead == nil, err
}

func (r *run) addNote(ctx context.Context) (int64, error) {
	ctx, cancel, err := r.hold(ctx)
	if err != nil {
		return 0, err
	}
	defer cancel()
	n, err := r.sell.Notes.Create(ctx, noteParams(Lead(r.res.LeadID), r.noteText(r.req.Ticket, r.req.Note)))
	if err != nil {
		return 0, err
	}
	return n.ID, nil
}

func noteParams(on Ref, text string) sell.NoteParams {
	return sell.NoteParams{
		ResourceType: zendesk.Set(sell.ResourceType(on.Kind)), ResourceID: zendesk.Set(on.ID), Content: zendesk.Set(text),
	}
}

// noteOfTicket finds the note on a record that links to the ticket, nil if there
// is none, and reports whether another links to another ticket.
func (a *Agent) noteOfTicket(ctx context.Context, on Ref, ticketID int64) (note *sell.Note, others bool, err error) {
	link := a.in.TicketURL(ticketID)
	q := sell.NoteQuery{ResourceType: sell.ResourceType(on.Kind), ResourceID: on.ID}
	err = match.Filtered(a.sell.Notes.Pages(ctx, q), func(n *sell.Note) bool {
		if n.ResourceID != on.ID {
			return false
		}
		for line := range strings.Lines(n.Content) {
			line = strings.TrimSpace(line)
			switch {
			case line == link && note == nil: // as a whole: that to ticket 12 is not the start of that to ticket 123
				note = n
			case line != link && strings.HasPrefix(line, a.in.ticketURLs()):
				others = true
			}
		}
		return true
	})
	return note, others, err
}

// readOwner reads back who got the lead from a distribution. Sell documents
// neither that its answer tells nor when the lead does.
func (r *run) readOwner(ctx context.Context) {
	pool := r.res.Decision.Owner
	for wait := 500 * time.Millisecond; pool.IsPool() && r.res.Lead.OwnerID == pool.ID() && wait <= 4*time.Second; wait *= 2 {
		if sleep(ctx, wait) != nil {
			return
		}
		lead, err := r.lead(ctx, r.res.LeadID)
		if err == nil && lead == nil {
			break // it is out of the agent's sight
		}
		if err == nil {
			r.res.Lead = lead
		}
	}
	if pool.IsPool() {
		r.res.Decision = r.res.Decision.Assigned(r.res.Lead.OwnerID)
		if r.res.Lead.OwnerID == pool.ID() {
			r.res.Warnings = append(r.res.Warnings, "Sell has not said yet who got the lead from the distribution")
		}
	}
}

// finish ends the run with one update of the ticket: private comment, link, and
// the end of the claim.
func (r *run) finish(ctx context.Context, existed, closed bool) error {
	c, claimed := r.lease.(*claim)
	comment := r.comment()
	if existed && !closed { // its link may have been taken off
		said, err := r.commented(ctx, comment.Body)
		if err != nil {
			return err
		}
		if said {
			comment = nil
		}
	}
	for try := range updateTries {
		t, _, err := r.steady(ctx, r.req.Ticket)
		if err != nil {
			return err
		}
		if ids := links(t); len(ids) > 0 {
			return r.linked(ctx, ids)
		}
		if closed || t.Status == support.StatusClosed {
			r.res.step(StepComment, Skipped, "the ticket is closed and takes no comment")
			if r.lease != nil && !claimed {
				_ = r.lease.Renew(ctx, lag) // or it ends by itself; there is no link, so the lists must show the lead first
			}
			return nil
		}
		if claimed && !c.mine(t) && len(claims(t)) > 0 {
			return errLost
		}
		_, err = r.in.Support.Tickets.Update(ctx, r.req.Ticket, support.TicketParams{
			Tags:       zendesk.Set(tagsWith(t, fmt.Sprintf("%s%d", linkPrefix, r.res.LeadID))),
			Comment:    comment,
			SafeUpdate: t.UpdatedAt,
		})
		if err == nil {
			r.tagged = true
			r.res.step(StepComment, Done, "commented privately and linked")
			return r.releaseOther(ctx)
		}
		if err := readAgain(ctx, try, err); err != nil {
			return err
		}
	}
	return fmt.Errorf("%w: ticket %d could not be linked", ErrBusy, r.req.Ticket)
}

// commented reports whether the ticket has a comment that begins like this one.
func (r *run) commented(ctx context.Context, text string) (bool, error) {
	for c, err := range r.in.Support.Tickets.Comments(r.req.Ticket).All(ctx, support.CommentQuery{}) {
		if err != nil {
			return false, err
		}
		if firstLine(c.Body) == firstLine(text) {
			return true, nil
		}
	}
	return false, nil
}

// linked ends a run whose ticket carries a link: its own, from an update whose
// answer was lost, or one of another run, which then made a second lead.
func (r *run) linked(ctx context.Context, ids []int64) error {
	for _, id := range ids {
		if id != r.res.LeadID {
			r.res.Duplicates = append(r.res.Duplicates, id)
		}
	}
	r.tagged = true
	r.res.step(StepComment, Already, "the ticket is linked to lead %d", ids[0])
	return r.releaseOther(ctx)
}

// releaseOther gives back a lease that is not the claim: that one ended with
// the update.
func (r *run) releaseOther(ctx context.Context) error {
	if _, claimed := r.lease.(*claim); !claimed {
		r.release(ctx)
	}
	return nil
}

func (r *run) comment() *support.CommentParams {
	text := fmt.Sprintf("Passed to Sell as a lead: %s\nOwner: %s", Lead(r.res.LeadID).URL(), r.ownerName())
	if note := strings.TrimSpace(r.req.Note); note != "" && r.noteInComment {
		text += "\n\n" + note
	}
	p := &support.CommentParams{Body: text, Public: zendesk.Set(false)}
	if r.user != nil {
		p.AuthorID = r.user.ID
	}
	return p
}

// ownerName is the owner as the trace calls them.
func (r *run) ownerName() string {
	owner := r.res.Decision.Owner
	if !r.res.Decision.AssignedTo.IsZero() {
		owner = r.res.Decision.AssignedTo
	}
	if owner.IsZero() && r.res.Lead != nil { // an earlier run decided
		owner = leadrouting.User(r.res.Lead.OwnerID)
	}
	if name := r.team.Name(owner); name != "" {
		return name
	}
	return owner.String()
}

// SendNote adds a note to a record of Sell that belongs to the requester of a
// ticket ("Send note to sales"); the owner of the record is told by Sell. It
// returns the note. An answer that was lost is [zendesk.ErrUnclear]: look before
// repeating it.
func (a *Agent) SendNote(ctx context.Context, ticketID int64, on Ref, text string) (*sell.Note, error) {
	if strings.TrimSpace(text) == "" {
		return nil, errors.New("integration: the note is empty")
	}
	records, err := a.Records(ctx, ticketID)
	if err != nil {
		return nil, err
	}
	if !records.has(on) {
		return nil, fmt.Errorf("integration: %v is none of the records of ticket %d: %w", on, ticketID, zendesk.ErrNotFound)
	}
	return a.sell.Notes.Create(ctx, noteParams(on, a.noteText(ticketID, text)))
}

func (r *Records) has(on Ref) bool {
	for _, m := range r.Matches {
		if m.Ref == on {
			return true
		}
	}
	for _, d := range r.Deals {
		if Deal(d.ID) == on {
			return true
		}
	}
	return false
}
