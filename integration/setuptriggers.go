package integration

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration/internal/steps"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/support"
)

// rule is a trigger that the integration needs.
type rule struct {
	name       string // of the requirement
	title      string
	is         func(*support.Trigger) bool // whether a trigger does the same
	conditions []support.TriggerCondition
	action     func() (support.TriggerAction, error)
	does       string // in words
}

// The default texts of the e-mail to customers.
const (
	defaultNotifySubject = "We opened a request for you: {{ticket.title}}"
	defaultNotifyBody    = "Hello {{ticket.requester.first_name}},\n\nour sales team opened request #{{ticket.id}} for you. Reply to this e-mail to add to it."
)

// rules returns the triggers of the setup. Each acts only when a ticket is created,
// because a ticket may stay new for a long time and the customer must be notified once.
func (c *check) rules() []rule {
	created, isNew := condition("update_type", "is", "Create"), condition("status", "is", "new")
	fromSell := condition("current_tags", "includes", TicketFromSell)
	toGroup := func() (support.TriggerAction, error) {
		id := c.ticketGroup()
		if id == 0 {
			return support.TriggerAction{}, fmt.Errorf("no group to put tickets in: set setup.ticket_group in the settings")
		}
		return action("group_id", strconv.FormatInt(id, 10)), nil
	}
	setup := c.cfg.Settings.Setup
	tell := func() (support.TriggerAction, error) {
		return action("notification_user", []string{
			"requester_id", cmp.Or(setup.NotifySubject, defaultNotifySubject), cmp.Or(setup.NotifyBody, defaultNotifyBody),
		}), nil
	}
	return []rule{
		{
			"new tickets get a group", "Sell integration: put new tickets in a group",
			func(t *support.Trigger) bool { return does(t, "group_id") && !asksFromSell(t) },
			[]support.TriggerCondition{created, condition("group_id", "is", "")}, toGroup, "put new tickets without a group in a group",
		},
		{
			"tickets from Sell get a group", "Sell integration: put tickets from Sell in a group",
			func(t *support.Trigger) bool { return does(t, "group_id") && asksFromSell(t) },
			[]support.TriggerCondition{created, isNew, fromSell}, toGroup, "put tickets with the tag " + TicketFromSell + " in a group",
		},
		{
			"customers are told", "Sell integration: tell customers of tickets from Sell",
			func(t *support.Trigger) bool { return does(t, "notification_user") && asksFromSell(t) },
			[]support.TriggerCondition{created, isNew, fromSell}, tell, "e-mail the requester of a ticket with the tag " + TicketFromSell,
		},
	}
}

func condition(field, operator string, value any) support.TriggerCondition {
	return support.TriggerCondition{Field: field, Operator: operator, Value: encoded(value)}
}

func action(field string, value any) support.TriggerAction {
	return support.TriggerAction{Field: field, Value: encoded(value)}
}

func encoded(value any) json.RawMessage {
	raw, err := json.Marshal(value)
	if err != nil { // text and lists of text always encode
		panic(err)
	}
	return raw
}

// triggerTask creates the trigger of a rule unless another one does the same. An
// inactive trigger stays inactive, because somebody deactivated it on purpose.
func (c *check) triggerTask(r rule) task {
	link := c.adminCenter(triggersPage)
	plan := func(ctx context.Context) ([]PlanStep, error) {
		q, asked := c.requirement(r.name)
		if q.State == Met {
			return []PlanStep{q.planned()}, nil
		}
		found, err := c.like(ctx, r)
		step := PlanStep{Name: r.name, State: PlanAutomatic, Detail: fmt.Sprintf("create the trigger %q", r.title), Link: link}
		switch {
		case ctx.Err() != nil:
			return nil, err
		case err != nil:
			step.State, step.Detail, step.Do = PlanManual, "the triggers could not be read", "Create a trigger: "+r.does
		case found != nil && found.Active && asked: // it does not do everything that is needed
			step = q.planned()
		case found != nil && found.Active:
			step = PlanStep{Name: r.name, State: PlanDone, Detail: fmt.Sprintf("trigger %q", found.Title)}
		case found != nil:
			step.State, step.Detail, step.Do = PlanManual, fmt.Sprintf("trigger %q is inactive", found.Title), "Activate it, or delete it so that a new one can be created"
		default:
			if _, err := r.action(); err != nil {
				step.State, step.Detail, step.Do = PlanManual, err.Error(), "Create a trigger: "+r.does
			}
		}
		return []PlanStep{step}, nil
	}
	return task{r.name, plan, func(context.Context) ([]steps.Step, error) {
		return []steps.Step{{
			Name: r.name, Lag: lag, Tries: tries,
			Look: func(ctx context.Context, _ bool) (steps.Answer, error) {
				found, err := c.like(ctx, r)
				if found == nil || err != nil {
					return steps.Answer{}, err
				}
				return steps.Answer{State: steps.Already, Detail: fmt.Sprintf("trigger %q", found.Title)}, nil
			},
			Do: func(ctx context.Context) (steps.Answer, error) { return c.addTrigger(ctx, r) },
		}}, nil
	}}
}

// like finds a trigger that does what a rule does, an active one first.
func (c *check) like(ctx context.Context, r rule) (found *support.Trigger, err error) {
	for t, err := range c.cfg.Support.Triggers.All(ctx, support.TriggerQuery{}) {
		if err != nil {
			return nil, err
		}
		if r.is(t) && (found == nil || t.Active && !found.Active) {
			found = t
		}
	}
	return found, nil
}

func (c *check) addTrigger(ctx context.Context, r rule) (steps.Answer, error) {
	act, err := r.action()
	if err != nil {
		return steps.Answer{}, err
	}
	p := support.TriggerParams{
		Title:      zendesk.Set(r.title),
		Conditions: zendesk.Set(support.TriggerConditions{All: r.conditions}),
		Actions:    zendesk.Set([]support.TriggerAction{act}),
	}
	// If the account has categories, a trigger needs one.
	for t, err := range c.cfg.Support.Triggers.All(ctx, support.TriggerQuery{}) {
		if err != nil {
			return steps.Answer{}, err
		}
		if t.CategoryID != "" {
			p.CategoryID = zendesk.Set(t.CategoryID)
			break
		}
	}
	t, err := c.cfg.Support.Triggers.Create(ctx, p)
	if err != nil {
		return steps.Answer{}, err
	}
	return steps.Answer{State: steps.Done, Detail: fmt.Sprintf("trigger %q, %d", t.Title, t.ID)}, nil
}

// sourceTask creates the lead source of the settings.
func (c *check) sourceTask() task {
	const name = "lead source"
	want := c.cfg.Settings.Lead.Source
	auto := c.Automation()
	plan := func(ctx context.Context) ([]PlanStep, error) {
		if want == "" {
			return []PlanStep{{Name: name, State: PlanDone, Detail: "none is set"}}, nil
		}
		id, err := auto.readSource(ctx, want)
		step := PlanStep{Name: name, State: PlanAutomatic, Detail: fmt.Sprintf("create %q", want), Link: sellSettings + "leads/lead-sources"}
		switch {
		case ctx.Err() != nil:
			return nil, err
		case err != nil:
			step.State, step.Detail, step.Do = PlanManual, "the lead sources could not be read", fmt.Sprintf("Create the lead source %q", want)
		case id != 0:
			step = PlanStep{Name: name, State: PlanDone, Detail: fmt.Sprintf("%q", want)}
		}
		return []PlanStep{step}, nil
	}
	return task{name, plan, func(context.Context) ([]steps.Step, error) {
		if want == "" {
			return nil, nil
		}
		return []steps.Step{{
			Name: name, Lag: lag, Tries: tries, Again: takenName,
			Look: func(ctx context.Context, _ bool) (steps.Answer, error) {
				id, err := auto.readSource(ctx, want)
				if id == 0 || err != nil {
					return steps.Answer{}, err
				}
				return steps.Answer{State: steps.Already, Detail: fmt.Sprintf("%q", want)}, nil
			},
			Do: func(ctx context.Context) (steps.Answer, error) {
				s, err := auto.sell.LeadSources.Create(ctx, sell.SourceParams{Name: zendesk.Set(want)})
				if err != nil {
					return steps.Answer{}, err
				}
				auto.forget(sourceOf)
				return steps.Answer{State: steps.Done, Detail: fmt.Sprintf("%q, source %d", want, s.ID)}, nil
			},
		}}, nil
	}}
}
