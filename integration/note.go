package integration

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/link"
	"github.com/sellsupport/zendesk/integration/internal/match"
	"github.com/sellsupport/zendesk/integration/internal/steps"
	"github.com/sellsupport/zendesk/sell"
)

// noteText returns the note for Sell: the agent's text, who wrote it, and the link to
// the ticket, which also identifies the note as that of this ticket.
func (a *Agent) noteText(ticketID int64, text string) string {
	var b strings.Builder
	if text = strings.TrimSpace(text); text != "" {
		b.WriteString(text + "\n\n")
	}
	fmt.Fprintf(&b, "From Zendesk Support, by %s:\n%s", a.Name(), a.in.TicketURL(ticketID))
	return b.String()
}

// lookForNote finds the note for this ticket on the lead. A run that lost its claim
// leaves the note to the run that took over.
func (r *leadRun) lookForNote(ctx context.Context, maybe bool) (steps.Answer, error) {
	if !maybe {
		return steps.Answer{}, nil
	}
	note, err := r.noteOfTicket(ctx, Lead(r.res.LeadID))
	if err != nil {
		return steps.Answer{}, err
	}
	if note != nil {
		if !strings.Contains(note.Content, strings.TrimSpace(r.req.Note)) {
			r.warn("the lead already has its note for this ticket: the text given now was not added")
		}
		return steps.Answer{State: steps.Already, Detail: fmt.Sprintf("note %d", note.ID), Earlier: true}, nil
	}
	ticket, err := r.desk.Read(ctx)
	if err != nil {
		return steps.Answer{}, err
	}
	return steps.Answer{}, r.lease.Check(ticket, true)
}

// makeNote adds the note. An agent who cannot see the lead any more, because it
// belongs to somebody else, cannot add one.
func (r *leadRun) makeNote(ctx context.Context) (steps.Answer, error) {
	note, err := r.sell.Notes.Create(ctx, noteParams(Lead(r.res.LeadID), r.noteText(r.req.Ticket, r.req.Note)))
	if err == nil {
		return steps.Answer{State: steps.Done, Detail: fmt.Sprintf("note %d", note.ID)}, nil
	}
	if refusal(err) {
		if lead, lerr := r.lead(ctx, r.res.LeadID); lead == nil && lerr == nil {
			r.warn("Sell rejects a note from an agent who cannot see the lead: its text is in the comment on the ticket")
			return steps.Answer{State: steps.Skipped, Detail: "the agent cannot see the lead; the text is in the comment on the ticket"}, nil
		}
	}
	return steps.Answer{}, err
}

func noteParams(on Ref, text string) sell.NoteParams {
	return sell.NoteParams{
		ResourceType: zendesk.Set(sell.ResourceType(on.Kind)), ResourceID: zendesk.Set(on.ID), Content: zendesk.Set(text),
	}
}

// noteOfTicket finds the note on a record that links to the ticket. It returns nil if
// there is none.
func (r *leadRun) noteOfTicket(ctx context.Context, on Ref) (note *sell.Note, err error) {
	address := r.in.TicketURL(r.req.Ticket)
	q := sell.NoteQuery{ResourceType: sell.ResourceType(on.Kind), ResourceID: on.ID}
	err = match.Filtered(r.sell.Notes.Pages(ctx, q), func(n *sell.Note) bool {
		if n.ResourceID == on.ID && note == nil && link.Marks(n.Content, address) {
			note = n
		}
		return n.ResourceID == on.ID
	})
	return note, err
}

// lookForOwner reads back who got the lead from a distribution pool. Sell documents
// neither whether its response says so nor when the lead does.
func (r *leadRun) lookForOwner(ctx context.Context, _ bool) (steps.Answer, error) {
	nothing := steps.Answer{State: steps.Nothing}
	pool := r.res.Decision.Owner
	for wait := 500 * time.Millisecond; pool.IsPool() && r.res.Lead.OwnerID == pool.ID() && wait <= 4*time.Second; wait *= 2 {
		if steps.Sleep(ctx, wait) != nil {
			return nothing, nil //nolint:nilerr // the lead exists: who got it is reported if there is time
		}
		lead, err := r.lead(ctx, r.res.LeadID)
		if err == nil && lead == nil {
			break // the agent cannot see it any more
		}
		if err == nil {
			r.res.Lead = lead
		}
	}
	if pool.IsPool() {
		r.res.Decision = r.res.Decision.Assigned(r.res.Lead.OwnerID)
		if r.res.Lead.OwnerID == pool.ID() {
			r.warn("Sell has not yet said who got the lead from the distribution pool")
		}
	}
	return nothing, nil
}

// SendNote adds a note to a Sell record that belongs to the requester of a ticket
// ("Send note to sales") and returns it. Sell notifies the owner of the record. If the
// response is lost, the error is [zendesk.ErrUnclear]: check whether the note exists
// before trying again.
func (a *Agent) SendNote(ctx context.Context, ticketID int64, on Ref, text string) (*sell.Note, error) {
	if strings.TrimSpace(text) == "" {
		return nil, errors.New("integration: the note is empty")
	}
	records, err := a.Records(ctx, ticketID)
	if err != nil {
		return nil, err
	}
	if !records.has(on) {
		return nil, fmt.Errorf("integration: %v is not one of the records of ticket %d: %w", on, ticketID, zendesk.ErrNotFound)
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
