package integration

import (
	"context"
	"strconv"
	"time"

	"github.com/sellsupport/zendesk/leadrouting"
)

// routed returns the routing request for one lead.
func (r *leadRun) routed(ctx context.Context) (leadrouting.Request, error) {
	request := r.routing(r.account.team.Team, r.req.Owner)
	if err := r.account.team.checkPools(); err != nil {
		return request, err
	}
	request.Facts, request.Related = r.facts(), r.related()
	request.Now, request.Requester = time.Now(), strconv.FormatInt(r.requester.ID, 10)
	request.Explain = true
	var err error
	request.Loads, err = r.loads(ctx)
	return request, err
}

// loads returns how many open leads the users have.
func (a *Agent) loads(ctx context.Context) (map[leadrouting.Owner]int, error) {
	if a.in.cfg.Loads == nil {
		return nil, nil
	}
	return a.in.cfg.Loads(ctx)
}

// preview decides the owner without taking a turn: by the settings, or by the router,
// which keeps the turns of local pools.
func (r *leadRun) preview(ctx context.Context) (leadrouting.Decision, error) {
	request, err := r.routed(ctx)
	switch {
	case err != nil:
		return leadrouting.Decision{}, err
	case r.in.cfg.Router == nil:
		return r.in.cfg.Settings.Routing.Resolve(request)
	case r.in.cfg.Store != nil:
		return r.in.cfg.Router.PreviewWith(ctx, r.in.cfg.Store, request)
	}
	return r.in.cfg.Router.Preview(request)
}

// takeTurn takes the turn of a local pool, once per run, just before the lead is created.
func (r *leadRun) takeTurn(ctx context.Context) error {
	if r.in.cfg.Router == nil || !r.turn.Owner.IsZero() {
		return nil
	}
	request, err := r.routed(ctx)
	if err != nil {
		return err
	}
	if r.in.cfg.Store != nil {
		r.turn, err = r.in.cfg.Router.RouteWith(ctx, r.in.cfg.Store, request)
	} else {
		r.turn, err = r.in.cfg.Router.Route(request)
	}
	r.res.Decision = r.turn
	return err
}

// giveTurnBack returns the turn if the lead was certainly not created.
func (r *leadRun) giveTurnBack(ctx context.Context) {
	if r.turn.Turn.ID == 0 {
		return
	}
	if r.in.cfg.Store == nil {
		r.in.cfg.Router.GiveBack(r.turn)
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lag)
	defer cancel()
	if _, err := r.in.cfg.Router.GiveBackWith(ctx, r.in.cfg.Store, r.turn); err != nil {
		r.warn("the turn of the distribution pool could not be given back")
	}
}
