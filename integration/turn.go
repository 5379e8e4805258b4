package integration

import (
	"context"
	"strconv"
	"time"

	"github.com/sellsupport/zendesk/leadrouting"
)

type turn struct{ taken bool }

// route decides the owner: by the settings, or by the router that holds the
// turns of local pools. A preview takes no turn.
func (r *leadRun) route(ctx context.Context, preview bool) (leadrouting.Decision, error) {
	if err := r.account.team.checkPools(); err != nil {
		return leadrouting.Decision{}, err
	}
	request := r.routing(r.account.team.Team, r.req.Owner)
	request.Facts, request.Related = r.facts(), r.related()
	request.Now, request.Requester = time.Now(), strconv.FormatInt(r.requester.ID, 10)
	request.Explain = true
	switch {
	case r.in.Router == nil:
		return r.in.Settings.Routing.Resolve(request)
	case preview:
		return r.in.Router.Preview(request)
	case r.in.Store != nil:
		return r.in.Router.RouteWith(ctx, r.in.Store, request)
	}
	return r.in.Router.Route(request)
}

// takeTurn takes the turn of a local pool, now that a lead is made.
func (r *leadRun) takeTurn(ctx context.Context) (err error) {
	if r.in.Router == nil || r.turn != nil {
		return nil
	}
	r.res.Decision, err = r.route(ctx, false)
	if err == nil {
		r.turn = &turn{true}
	}
	return err
}

// giveTurnBack gives the turn back where the lead was certainly not made.
func (r *leadRun) giveTurnBack(context.Context, error) {}
