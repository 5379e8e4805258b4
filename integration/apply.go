package integration

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/sellsupport/zendesk/integration/internal/lease"
	"github.com/sellsupport/zendesk/integration/internal/steps"
)

// task is a part of the setup that the APIs can do.
type task struct {
	name string
	// plan returns what there is to do, in one or more steps.
	plan func(context.Context) ([]PlanStep, error)
	// steps returns the writes that the accounts still need.
	steps func(context.Context) ([]steps.Step, error)
}

// tasks returns the automatic parts of the setup, in the order in which they run.
func (c *check) tasks() []task {
	all := []task{c.appTask(), c.groupsTask()}
	for _, r := range c.rules() {
		all = append(all, c.triggerTask(r))
	}
	return append(all, c.sourceTask())
}

// Apply carries out the automatic steps of a plan, one after the other, and yields
// each when it ends: done, already (somebody was faster), or failed, with its error.
// A failed step does not keep the others from running. After a failure, Apply can be
// called again to do what is left. Applying a plan twice writes nothing the second
// time.
//
// Two processes should not apply at the same time, unless [Config].Lease keeps them
// apart: Support accepts two triggers that do the same.
func (in *Integration) Apply(ctx context.Context, plan *Plan) iter.Seq2[Step, error] {
	return func(yield func(Step, error) bool) {
		if plan == nil {
			yield(Step{}, errors.New("integration: Apply: the plan is nil: use that of Plan"))
			return
		}
		if len(plan.Automatic()) == 0 {
			return
		}
		c, err := in.check(ctx)
		if err != nil {
			yield(Step{}, err)
			return
		}
		for _, t := range c.tasks() {
			if !slices.ContainsFunc(plan.Automatic(), func(s PlanStep) bool { return s.Name == t.name }) {
				continue
			}
			writes, err := t.steps(ctx)
			if err != nil {
				if !yield(Step{t.name, Failed, err.Error()}, err) {
					return
				}
				continue
			}
			for _, write := range writes {
				step, err := in.apply(ctx, write)
				if !yield(step, err) || ctx.Err() != nil {
					return
				}
			}
			if len(writes) == 0 && !yield(Step{t.name, Already, "there is nothing to do"}, nil) {
				return
			}
		}
	}
}

// apply carries out one write under the lease of the setup.
func (in *Integration) apply(ctx context.Context, write steps.Step) (Step, error) {
	step := Step{Name: write.Name}
	record := func(name string, state steps.State, detail string) { step = Step{name, StepState(state), detail} }
	held, err := in.setupLease(ctx)
	if err == nil {
		op := steps.Operation{Steps: []steps.Step{write}, Record: record, Warn: func(string) {}, TTL: LeaseTTL, Lag: lag}
		err = op.Run(ctx, held)
	}
	if err != nil {
		err = busy(fmt.Errorf("integration: setup: %w", err))
		step.State, step.Detail = Failed, err.Error()
	}
	return step, err
}

func (in *Integration) setupLease(ctx context.Context) (steps.Held, error) {
	key, run := in.cfg.Support.Subdomain()+"/setup", lease.NewRun(0, time.Now())
	stack, err := lease.Local(ctx, &in.local, key, run, lag, steps.Sleep)
	if err != nil {
		return steps.Held{}, err
	}
	if in.cfg.Lease != nil {
		if err := stack.Add(ctx, configured{in.cfg.Lease}, key, run, LeaseTTL); err != nil {
			_ = stack.Release(ctx, false) // in memory
			return steps.Held{}, err
		}
	}
	return steps.Held{Lease: stack, Since: stack.Since(), Begun: len(stack.Earlier()) > 0}, nil
}
