package selltest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/sellsupport/zendesk/internal/fake"
)

// settleEnrollment starts an enrollment with its sequence and steps, and notes
// how it was finished.
func settleEnrollment(c *call, old fake.Object, o *fake.Object) []problem {
	if old == nil {
		if problems := settleRelated(c, nil, o); len(problems) > 0 {
			return problems
		}
		id, _ := o.Int(secret + "sequence_id")
		sequence, _ := c.resources["sequences"].table.Get(id)
		*o = o.With("sequence", c.envelope(c.resources["sequences"], sequence.Without("steps")))
		*o = o.With("enrollment_steps", enrollmentSteps(sequence))
	}
	if !changed(old, *o, "state") {
		return nil
	}
	switch {
	case o.Text("state") == "finished":
		*o = o.With("finished_at", c.stamp()).With("finished_reason", "manual").With("finished_actor_id", c.user.id)
		*o = o.With("enrollment_steps", cancelled(o.Raw("enrollment_steps")))
	case old != nil && old.Text("state") == "finished":
		return []problem{c.res.bad("state", "incorrect_value", "Only a blocked enrollment can be resumed.")}
	}
	return nil
}

// cancelled returns the steps of an enrollment that was stopped: what was not
// carried out is not any more.
func cancelled(raw json.RawMessage) fake.Object {
	items := itemsOf(raw)
	for i, step := range items {
		action, _ := fake.ParseObject(step.Raw("action")) // a seeded one may have none
		data, err := fake.ParseObject(action.Raw("data"))
		if err == nil && data.Text("status") != "completed" {
			step = step.With("action", action.With("data", data.With("status", "cancelled").With("executed_at", nil)))
		}
		items[i] = object("data", step, "meta", object("type", "enrollment_step"))
	}
	return collection(items)
}

// itemsOf unwraps the records of a list within another.
func itemsOf(raw json.RawMessage) []fake.Object {
	var list struct {
		Items []struct {
			Data json.RawMessage `json:"data"`
		} `json:"items"`
	}
	items := make([]fake.Object, 0)
	if json.Unmarshal(raw, &list) != nil {
		return items
	}
	for _, item := range list.Items {
		if o, err := fake.ParseObject(item.Data); err == nil {
			items = append(items, o)
		}
	}
	return items
}

// enrollmentSteps returns the steps of a sequence as they stand when an
// enrollment begins.
func enrollmentSteps(sequence fake.Object) fake.Object {
	items := itemsOf(sequence.Raw("steps"))
	for i, step := range items {
		items[i] = object("data", step.Without("id").With("action", waitingAction()), "meta", object("type", "enrollment_step"))
	}
	return collection(items)
}

// waitingAction is the action of a step that was not carried out. No step ever
// is, and which status one has until then is not known.
func waitingAction() fake.Object {
	const never = "1970-01-01T00:00:00Z"
	return object("data", object("status", nil, "executed_at", never, "estimated_execute_at", never,
		"failure_reason", nil, "task_id", nil, "task_content", nil), "meta", object("type", "action"))
}

// sequenceOf returns the id of an enrollment's sequence as text.
func sequenceOf(o fake.Object) string {
	envelope, err := fake.ParseObject(o.Raw("sequence"))
	if err != nil {
		return ""
	}
	data, err := fake.ParseObject(envelope.Raw("data"))
	if err != nil {
		return ""
	}
	return data.Text("id")
}

// finishOngoing finishes the active enrollments of a record, in all sequences
// when none is named.
func (c *call) finishOngoing() (int, any, error) {
	if err := c.noQuery(); err != nil {
		return 0, nil, err
	}
	sent, err := c.data()
	if err != nil {
		return 0, nil, err
	}
	sequences, problems := c.toFinish(sent)
	if len(problems) > 0 {
		return 0, nil, &refusal{http.StatusUnprocessableEntity, problems}
	}
	items := make([]fake.Object, 0)
	for key, o := range c.res.table.All() {
		if o.Text("resource_type") != sent.Text("resource_type") || o.Text("resource_id") != sent.Text("resource_id") ||
			o.Text("state") != "active" || len(sequences) > 0 && !slices.Contains(sequences, sequenceOf(o)) || !c.sees(c.res, o) {
			continue
		}
		finished := o.With("state", "finished")
		settleEnrollment(c, o, &finished)
		c.store(c.res, key, finished)
		items = append(items, c.envelope(c.res, finished))
	}
	return http.StatusOK, object("data", object(
		"enrollment_action", "finish",
		"updated_enrollments", collection(items)),
		"meta", object("type", "enrollment_action")), nil
}

// toFinish checks whose enrollments are to end, and returns the ids of the
// sequences; none is all.
func (c *call) toFinish(sent fake.Object) (sequences []string, problems []problem) {
	attrs := parseAttrs(`
		resource_type text req in:lead,contact
		resource_id   int  req
		sequence_ids  ids`)
	inner := *c
	inner.res = &resource{typ: c.res.typ, attrs: attrs}
	change, problems := inner.checked(nil, sent)
	if o, missing := inner.fresh(change, problems); len(missing) == 0 {
		o = o.Merge(change)
		problems = settleRelated(&inner, nil, &o)
		sequences = elements(o.Raw("sequence_ids"))
	} else {
		problems = missing
	}
	for _, id := range sequences {
		n, _ := strconv.ParseInt(id, 10, 64)
		if _, ok := c.find(c.resources["sequences"], n); !ok {
			problems = append(problems, c.res.bad("sequence_ids", "incorrect_value", "There is no sequence %s.", id))
		}
	}
	return sequences, problems
}
