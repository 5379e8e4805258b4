package integration

import (
	"context"
	"strings"

	"github.com/sellsupport/zendesk/integration/internal/lease"
	"github.com/sellsupport/zendesk/integration/internal/link"
	"github.com/sellsupport/zendesk/support"
)

// disturbed reports whether another run worked on the ticket just now although
// neither a claim nor a link says so: somebody may have removed them. Only the
// ticket's audits tell; they are read only if the ticket changed recently. If they
// cannot be read, disturbed returns true.
func (r *leadRun) disturbed(ctx context.Context) bool {
	const window = LeaseTTL + lag
	quiet := window
	if c := r.lease.Claim(); c != nil {
		quiet = c.Quiet()
	} else if r.lease.Shared() {
		ticket, err := r.desk.Read(ctx)
		if err != nil {
			return true
		}
		quiet = r.desk.Now().Sub(ticket.UpdatedAt)
	}
	if quiet >= window {
		return false
	}
	since := r.desk.Now().Add(-2 * window)
	for a, err := range r.in.cfg.Support.Tickets.Audits(r.req.Ticket).All(ctx, support.AuditQuery{PerPage: 100}) {
		if err != nil {
			return true
		}
		if a.CreatedAt.After(since) && r.others(a) {
			return true
		}
	}
	return false
}

// others reports whether an audit mentions the claim of another run, or a link.
func (r *leadRun) others(a *support.Audit) bool {
	for _, e := range a.Events {
		if e.FieldName != "tags" {
			continue
		}
		for tag := range strings.FieldsFuncSeq(string(e.Value)+" "+string(e.PreviousValue), notInTag) {
			if run, ok := lease.ClaimOf(r.req.Ticket, tag); ok && run != r.run.ID {
				return true
			}
			if l, ok := link.Parse(tag); ok && l.Ticket == r.req.Ticket {
				return true
			}
		}
	}
	return false
}

func notInTag(c rune) bool { return c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z') }
