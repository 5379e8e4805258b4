package selltest

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// kept returns the events of a stream that are not too old. In a stream, an
// event has two numbers: one for each time that it may be delivered.
func (c *call) kept(stream string) []event {
	var all []event
	for _, kind := range streams[stream] {
		for _, e := range c.firehose.events[kind] {
			if c.now.Sub(e.at) > retention {
				continue
			}
			e.number *= 2
			all = append(all, e)
			if c.firehose.repeat {
				e.number++
				all = append(all, e)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b event) int { return cmp.Compare(a.number, b.number) })
	return all
}

// position reads a position: the number of the last event before it.
func (c *call) position(stream string) (int, error) {
	text := c.query.Get("position")
	switch text {
	case "tail":
		return 0, nil
	case "top":
		return 2*c.firehose.happened + 1, nil
	}
	raw, _ := base64.URLEncoding.DecodeString(text)
	parts := strings.Split(string(raw), "|")
	if len(parts) != 4 || parts[0] != "firehose" || parts[1] != stream {
		return 0, invalidParam("The parameter position is none of this stream.")
	}
	after, _ := strconv.Atoi(parts[2])
	issued, _ := strconv.ParseInt(parts[3], 10, 64)
	old := c.now.Unix()-issued > int64(retention.Seconds())
	for _, kind := range streams[stream] {
		old = old || 2*c.firehose.dropped[kind] > after
		for _, e := range c.firehose.events[kind] {
			old = old || c.now.Sub(e.at) > retention && 2*e.number > after
		}
	}
	if old {
		return 0, refuse(http.StatusGone, "gone", "The position is older than 72 hours.")
	}
	return after, nil
}

// event is an event as a stream shows it, if the user of the call may see the
// record.
func (c *call) event(res *resource, e event) (fake.Object, bool) {
	last, what := e.now, "updated"
	switch {
	case e.now == nil:
		last, what = e.old, "deleted"
	case e.old == nil:
		what = "created"
	}
	if !c.sees(res, last) {
		return nil, false
	}
	data := c.streamed(res, last)
	typ := res.typ
	if strings.HasSuffix(typ, "unqualified_reason") {
		typ = "unqualified_reason"
	}
	meta := object("event_id", fmt.Sprintf("s94S_%08x", e.number/2), "event_type", what, "event_cause", e.cause,
		"event_time", timestamp(e.at), "type", typ, "sequence", e.sequence)
	if what == "updated" {
		var previous fake.Object
		for _, m := range c.streamed(res, e.old) {
			if !equalJSON(m.Value, data.Raw(m.Name)) {
				previous = append(previous, m)
			}
		}
		meta = meta.With("previous", previous)
	}
	return object("data", data, "meta", meta), true
}

// streamed is a record in the form that streams have.
func (c *call) streamed(res *resource, o fake.Object) fake.Object {
	o = c.shown(res, o)
	if res.kind == "leads" || res.kind == "deals" {
		o = o.Without("updated_at")
	}
	if a, ok := res.attr("value"); ok && a.typ == "money" {
		if n, ok := new(big.Rat).SetString(o.Text("value")); ok {
			o = o.With("value", n.FloatString(2))
		}
	}
	of, definition := strings.CutSuffix(res.kind, "/custom_fields")
	reason, unqualified := strings.CutSuffix(res.kind, "_unqualified_reasons")
	switch {
	case definition:
		o = object("id", o.Raw("id"), "name", o.Raw("name"), "type", o.Raw("type"), "resource_type", of)
	case unqualified:
		o = o.Without("updated_at").With("resource_type", reason)
	case o.Has("custom_fields"):
		values := c.fieldValues(res, fieldsOf(o))
		o = o.Without("custom_fields").With("custom_field_values", values)
	}
	return o
}

// fieldValues lists custom fields as streams do, with the choices of lists as
// objects. The form is partly a guess.
func (c *call) fieldValues(res *resource, fields fake.Object) []fake.Object {
	defined := c.definitions(res)
	values := make([]fake.Object, 0, len(fields))
	for _, m := range fields {
		v := object("name", m.Name, "value", m.Value)
		if d, ok := defined[m.Name]; ok {
			v = object("id", d.Raw("id"), "name", m.Name, "value", chosen(d, m.Value))
		}
		values = append(values, v)
	}
	return values
}

// chosen is the value of a custom field with choices as objects instead of names.
// What is none of the choices stays as it is.
func chosen(definition fake.Object, value json.RawMessage) json.RawMessage {
	names, ids := memberOfEach(definition, "choices", "name"), memberOfEach(definition, "choices", "id")
	choice := func(raw json.RawMessage) json.RawMessage {
		i := slices.Index(names, fake.Text(raw))
		if i < 0 {
			return raw
		}
		id, _ := strconv.ParseInt(ids[i], 10, 64)
		return fake.JSON(object("id", id, "name", names[i]))
	}
	switch definition.Text("type") {
	case "list":
		return choice(value)
	case "multi_select_list":
		var list []json.RawMessage
		if json.Unmarshal(value, &list) != nil || list == nil {
			return value
		}
		for i, raw := range list {
			list[i] = choice(raw)
		}
		return fake.JSON(list)
	}
	return value
}
