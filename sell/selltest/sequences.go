package selltest

import (
	"encoding/json"
	"net/http"
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
		*o = o.With("sequence", c.envelope(c.resources["sequences"], sequence))
		*o = o.With("enrollment_steps", enrollmentSteps(sequence))
	}
	if !changed(old, *o, "state") {
		return nil
	}
	if o.Text("state") == "finished" {
		*o = o.With("finished_at", c.stamp()).With("finished_reason", "manual").With("finished_actor_id", c.user.id)
	} else {
		*o = o.With("finished_at", nil).With("finished_reason", nil).With("finished_actor_id", nil)
	}
	return nil
}

// enrollmentSteps returns the steps of a sequence as they stand when an
// enrollment begins.
func enrollmentSteps(sequence fake.Object) fake.Object {
	var steps struct {
		Items []struct {
			Data json.RawMessage `json:"data"`
		} `json:"items"`
	}
	items := make([]fake.Object, 0)
	if json.Unmarshal(sequence.Raw("steps"), &steps) == nil {
		for _, item := range steps.Items {
			if step, err := fake.ParseObject(item.Data); err == nil {
				step = step.Without("id").With("overdue", false).With("action", waitingAction())
				items = append(items, object("data", step, "meta", object("type", "enrollment_step")))
			}
		}
	}
	return object("items", items, "meta", object("type", "collection", "count", len(items)))
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
	if unknown := sent.Without("resource_type", "resource_id", "sequence_ids"); len(unknown) > 0 {
		return 0, nil, &refusal{http.StatusUnprocessableEntity, []problem{c.res.bad(unknown[0].Name, "unknown", "The attribute is not known.")}}
	}
	var wanted []int64
	if sent.Present("sequence_ids") && json.Unmarshal(sent.Raw("sequence_ids"), &wanted) != nil {
		return 0, nil, &refusal{http.StatusUnprocessableEntity, []problem{c.res.bad("sequence_ids", "invalid_type", "The attribute is an array of integers.")}}
	}
	sequences := make(map[string]bool)
	for _, id := range wanted {
		sequences[strconv.FormatInt(id, 10)] = true
	}
	for _, name := range []string{"resource_type", "resource_id"} {
		if !sent.Present(name) {
			return 0, nil, &refusal{http.StatusUnprocessableEntity, []problem{c.res.bad(name, "missing", "The attribute is required.")}}
		}
	}
	items := make([]fake.Object, 0)
	for key, o := range c.res.table.All() {
		if o.Text("resource_type") != sent.Text("resource_type") || o.Text("resource_id") != sent.Text("resource_id") ||
			o.Text("state") != "active" || len(sequences) > 0 && !sequences[sequenceOf(o)] || !c.sees(c.res, o) {
			continue
		}
		finished := o.With("state", "finished")
		settleEnrollment(c, o, &finished)
		finished = finished.With("updated_at", c.stamp())
		c.store(c.res, key, finished)
		items = append(items, c.envelope(c.res, finished))
	}
	return http.StatusOK, object("data", object(
		"enrollment_action", "finish",
		"updated_enrollments", object("items", items, "meta", object("type", "collection", "count", len(items)))),
		"meta", object("type", "enrollment_action")), nil
}
