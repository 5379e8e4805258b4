package integration

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/steps"
	"github.com/sellsupport/zendesk/support"
)

// membership is an agent to add to a group.
type membership struct{ user, group int64 }

// manyMemberships is how many memberships Support accepts in one job.
const manyMemberships = 100

func (c *check) groupsTask() task {
	link := c.adminCenter("people/team/groups")
	plan := func(context.Context) ([]PlanStep, error) {
		q, _ := c.requirement(peopleInGroups)
		if c.desk == nil || q.State == Met {
			return []PlanStep{q.planned()}, nil
		}
		var all []PlanStep
		if lacking := c.lacking(); len(lacking) > 0 {
			users := make(map[int64]bool)
			for _, m := range lacking {
				users[m.user] = true
			}
			all = append(all, PlanStep{Name: q.Name, State: PlanAutomatic, Detail: fmt.Sprintf("add %d memberships for %d users", len(lacking), len(users)), Link: link})
		}
		if unseeing := c.unseeing(); len(unseeing) > 0 { // no membership helps them
			all = append(all, PlanStep{"Sell users in Support", PlanManual, listed(unseeing), q.Fix, q.Link})
		}
		return all, nil
	}
	return task{peopleInGroups, plan, c.groupSteps}
}

// lacking returns the memberships that the Sell users need. Those who see only the
// tickets of their groups, as contributors do, need every group that customer tickets can
// be in; each of the others needs one group, and gets the default one.
func (c *check) lacking() []membership {
	if c.desk == nil {
		return nil
	}
	var all []membership
	for _, u := range c.users {
		agent := c.desk.agent(u)
		if agent == nil || !c.counts(u) {
			continue
		}
		switch sees := scopeOf(agent); {
		case sees == groupTickets:
			for _, group := range c.desk.missing(agent.ID) {
				all = append(all, membership{agent.ID, group})
			}
		case sees == publicTickets && len(c.desk.in[agent.ID]) == 0:
			if group := c.ticketGroup(); group != 0 {
				all = append(all, membership{agent.ID, group})
			}
		}
	}
	return all
}

// unseeing names the Sell users who need more than a group to see tickets.
func (c *check) unseeing() []string {
	var names []string
	for _, u := range c.users {
		if !c.counts(u) {
			continue
		}
		if agent := c.desk.agent(u); agent == nil {
			names = append(names, u.Name+" has no Support user")
		} else if scopeOf(agent) < groupTickets {
			names = append(names, u.Name+" may not see the tickets of groups")
		}
	}
	return names
}

// ticketGroup returns the group of the settings, or else the default group of the
// account; 0 if there is none.
func (c *check) ticketGroup() int64 {
	if c.desk == nil {
		return c.cfg.Settings.Setup.TicketGroup
	}
	for _, id := range slices.Sorted(maps.Keys(c.desk.groups)) {
		if g := c.desk.groups[id]; g.isDefault && !g.deleted {
			return cmp.Or(c.cfg.Settings.Setup.TicketGroup, id)
		}
	}
	return c.cfg.Settings.Setup.TicketGroup
}

// groupSteps creates the memberships in jobs of a hundred.
func (c *check) groupSteps(context.Context) ([]steps.Step, error) {
	var all []steps.Step
	lacking := c.lacking()
	done := 0
	for some := range slices.Chunk(lacking, manyMemberships) {
		left := some
		done += len(some)
		detail := fmt.Sprintf("%d of %d memberships", done, len(lacking))
		all = append(all, steps.Step{
			Name: peopleInGroups, Lag: lag, Tries: tries,
			Look: func(ctx context.Context, maybe bool) (steps.Answer, error) {
				if !maybe {
					return steps.Answer{}, nil
				}
				var err error
				if left, err = c.notYet(ctx, some); err != nil || len(left) > 0 {
					return steps.Answer{}, err
				}
				return steps.Answer{State: steps.Already, Detail: detail}, nil
			},
			Do: func(ctx context.Context) (steps.Answer, error) {
				if err := c.join(ctx, left); err != nil {
					return steps.Answer{}, err
				}
				return steps.Answer{State: steps.Done, Detail: detail}, nil
			},
			// A job that failed in part, or did not end in time, may have done the rest
			// by now.
			Again: func(err error, _ int) bool {
				return errors.Is(err, errNotAll) || errors.Is(err, context.DeadlineExceeded)
			},
		})
	}
	return all, nil
}

// errNotAll means that a job did not create all memberships.
var errNotAll = errors.New("not all memberships were created")

// join creates memberships in one job and waits for it.
func (c *check) join(ctx context.Context, all []membership) error {
	params := make([]support.GroupMembershipParams, len(all))
	for i, m := range all {
		params[i] = support.GroupMembershipParams{UserID: zendesk.Set(m.user), GroupID: zendesk.Set(m.group)}
	}
	job, err := c.cfg.Support.GroupMemberships.CreateMany(ctx, params)
	if err != nil {
		return err
	}
	results, err := job.Wait(ctx)
	if err != nil && results == nil {
		return err
	}
	failed := 0
	for _, r := range results {
		if r.Failed() {
			failed++
		}
	}
	if failed > 0 || err != nil {
		return fmt.Errorf("%w: %d of %d failed", errNotAll, failed, len(all))
	}
	return nil
}

// notYet returns the memberships that Support does not have.
func (c *check) notYet(ctx context.Context, some []membership) ([]membership, error) {
	has := make(map[membership]bool)
	for m, err := range c.cfg.Support.GroupMemberships.All(ctx, support.GroupMembershipQuery{}) {
		if err != nil {
			return nil, err
		}
		has[membership{m.UserID, m.GroupID}] = true
	}
	return slices.DeleteFunc(slices.Clone(some), func(m membership) bool { return has[m] }), nil
}
