package selltest

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

func (c *call) get() (int, any, error) {
	if err := c.noQuery("includes"); err != nil {
		return 0, nil, err
	}
	_, o, err := c.named()
	if err != nil {
		return 0, nil, err
	}
	if err := c.include(&o); err != nil {
		return 0, nil, err
	}
	return http.StatusOK, c.envelope(c.res, o), nil
}

func (c *call) self() (int, any, error) {
	if err := c.noQuery(); err != nil {
		return 0, nil, err
	}
	o, _ := c.res.table.Get(c.user.id)
	return http.StatusOK, c.envelope(c.res, o), nil
}

func (c *call) account() (int, any, error) {
	if err := c.noQuery(); err != nil {
		return 0, nil, err
	}
	for _, o := range c.res.table.All() {
		return http.StatusOK, c.envelope(c.res, o), nil
	}
	return 0, nil, notFound()
}

func (c *call) create() (int, any, error) {
	if err := c.noQuery(); err != nil {
		return 0, nil, err
	}
	sent, err := c.data()
	if err != nil {
		return 0, nil, err
	}
	return c.insert(sent)
}

func (c *call) insert(sent fake.Object) (int, any, error) {
	o, err := c.write(0, nil, sent)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, c.envelope(c.res, o), nil
}

func (c *call) update() (int, any, error) {
	if err := c.noQuery(); err != nil {
		return 0, nil, err
	}
	id, old, err := c.named()
	if err != nil {
		return 0, nil, err
	}
	sent, err := c.data()
	if err != nil {
		return 0, nil, err
	}
	o, err := c.write(id, old, sent)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, c.envelope(c.res, o), nil
}

// upsert updates the one record that passes the filters in the query, or
// creates one of what the body holds: the filters' values are not copied.
func (c *call) upsert() (int, any, error) {
	v := c.res.table.Listed(c.now)
	in, filters, err := c.filters(v)
	if err != nil {
		return 0, nil, err
	}
	if len(c.query) == 0 {
		return 0, nil, invalidParam("An upsert needs at least one filter in the query.")
	}
	sent, err := c.data()
	if err != nil {
		return 0, nil, err
	}
	f := found{view: v, in: in, keep: filters, by: byID}
	switch rows := slices.Collect(f.each()); len(rows) {
	case 0:
		return c.insert(sent)
	case 1:
		old, ok := c.res.table.Get(rows[0].key)
		if !ok { // deleted, and the match lags behind
			return c.insert(sent)
		}
		o, err := c.write(rows[0].key, old, sent)
		if err != nil {
			return 0, nil, err
		}
		return http.StatusOK, c.envelope(c.res, o), nil
	default:
		return 0, nil, refuse(http.StatusConflict, "conflict", "%d records match; nothing was changed.", len(rows))
	}
}

func (c *call) remove() (int, any, error) {
	if err := c.noQuery(); err != nil {
		return 0, nil, err
	}
	id, _, err := c.named()
	if err != nil {
		return 0, nil, err
	}
	c.drop(c.res, id)
	for _, nested := range c.resources {
		if nested.parent != c.res.kind {
			continue
		}
		for _, key := range slices.Clone(byMember(nested.table.Current(), parentMember).Holding(strconv.FormatInt(id, 10))) {
			c.drop(nested, key)
		}
	}
	return http.StatusNoContent, nil, nil
}

func (c *call) drop(res *resource, id int64) {
	c.changes++
	c.happen(res, id, nil)
	res.table.Drop(c.now, c.now.Add(c.lag()), id)
}

func (c *call) store(res *resource, id int64, o fake.Object) {
	c.changes++
	c.happen(res, id, o)
	res.table.Keep(c.now, c.now.Add(c.lag()), id, o)
}

// data reads the attributes out of the envelope of a request.
func (c *call) data() (fake.Object, error) {
	body, _ := io.ReadAll(c.r.Body) // it is in memory
	if !json.Valid(body) {
		return nil, refuse(http.StatusBadRequest, "invalid_payload", "The body is not JSON.")
	}
	envelope, err := fake.ParseObject(body)
	if err != nil || len(envelope.Without("data", "meta")) > 0 {
		return nil, refuse(http.StatusUnprocessableEntity, "incorrect_payload", "The body must be an object with the member data.")
	}
	data, err := fake.ParseObject(envelope.Raw("data"))
	if err != nil && strings.TrimSpace(string(envelope.Raw("data"))) != "[]" { // an empty object, as PHP writes it
		return nil, refuse(http.StatusUnprocessableEntity, "incorrect_payload", "The member data must be an object.")
	}
	return data, nil
}

// write checks what was sent, lays it over the record (nil: a new one), and
// stores it. All problems are told at once; with one, nothing changes.
func (c *call) write(id int64, old, sent fake.Object) (fake.Object, error) {
	res := c.res
	change, problems := c.checked(old, sent)
	o := old
	if old == nil {
		o, problems = c.fresh(change, problems)
	}
	o = o.Merge(change)
	if len(problems) == 0 {
		problems = c.duplicate(id, o)
	}
	if len(problems) == 0 && res.settle != nil {
		problems = res.settle(c, old, &o)
	}
	if len(problems) > 0 {
		return nil, &refusal{http.StatusUnprocessableEntity, problems}
	}
	if old == nil {
		id = res.table.NextID()
		if _, has := res.attr("id"); has {
			o = o.With("id", id)
		}
		if res.parent != "" {
			o = o.With(parentMember, c.parent)
		}
	}
	if o.Has("updated_at") {
		o = o.With("updated_at", c.stamp())
	}
	if old == nil && c.apart > 0 && o.Has("updated_at") {
		o = o.With("updated_at", timestamp(c.now.Add(c.apart)))
	}
	if res.version {
		version, _ := o.Int(versionMember)
		o = o.With(versionMember, version+1)
	}
	if change.Has("owner_id") {
		o = c.rotate(id, o)
	}
	if res.tagged {
		c.addTags(elements(o.Raw("tags")))
	}
	c.store(res, id, o)
	return o, nil
}

// checked returns the members that were sent, as they are stored.
func (c *call) checked(old, sent fake.Object) (fake.Object, []problem) {
	res := c.res
	var change fake.Object
	var problems []problem
	seen := old
	if old != nil {
		seen = old.Merge(c.shown(res, old))
	}
	for _, m := range sent {
		a, known := res.attr(m.Name)
		switch {
		case !known:
			problems = append(problems, res.unknown(m.Name))
		case unchanged(seen, a, m.Value) && !c.isPool(m.Value):
			// Whole records are sent back as they were read, with all that
			// could not be written otherwise.
		case a.readOnly:
			problems = append(problems, res.unknown(m.Name))
		case a.once && old != nil:
			problems = append(problems, res.bad(m.Name, "incorrect_value", "The attribute cannot be changed."))
		case string(m.Value) == "null" && (old == nil || a.nullable || a.name != m.Name):
			// Older clients know added_at only as added_on, and send back null.
			if old != nil && a.nullable && a.name == m.Name {
				change = change.With(a.name, nil)
			}
		case string(m.Value) == "null":
			problems = append(problems, res.bad(m.Name, "blank", "The attribute cannot be cleared."))
		default:
			value, p := c.value(a, old, m.Value)
			if p != nil {
				problems = append(problems, *p)
				continue
			}
			change = change.With(a.key(), value)
		}
	}
	return change, problems
}

// key is the member that an attribute is kept in.
func (a attr) key() string {
	if a.hidden {
		return secret + a.name
	}
	return a.name
}

// unchanged reports whether the record has that value already.
func unchanged(old fake.Object, a attr, value json.RawMessage) bool {
	if old == nil {
		return false
	}
	if had := old.Raw(a.key()); had != nil {
		return equalJSON(had, value)
	}
	return string(value) == "null"
}

// fresh returns a new record with what was not sent, and the problems of what
// had to be.
func (c *call) fresh(change fake.Object, problems []problem) (fake.Object, []problem) {
	var o fake.Object
	for _, a := range c.res.attrs {
		refused := slices.ContainsFunc(problems, func(p problem) bool { return p.field == c.res.pointer+"/"+a.name })
		if a.required && !refused && !change.Present(a.key()) {
			problems = append(problems, c.res.bad(a.name, "missing", "The attribute is required."))
		}
		if !a.hidden || a.hasInitial {
			o = append(o, fake.Member{Name: a.key(), Value: a.start(c)})
		}
	}
	return o, problems
}

// duplicate refuses a record that equals another one in what must be unique.
func (c *call) duplicate(id int64, o fake.Object) []problem {
	res := c.res
	if len(res.unique) == 0 {
		return nil
	}
	if res.parent != "" {
		o = o.With(parentMember, c.parent)
	}
	for _, key := range byMember(res.table.Current(), res.unique[0]).Holding(o.Text(res.unique[0])) {
		other, _ := res.table.Get(key)
		same := key != id && !slices.ContainsFunc(res.unique, func(name string) bool { return o.Text(name) != other.Text(name) })
		if same {
			name := res.unique[len(res.unique)-1]
			if slices.Contains(res.unique, "name") {
				name = "name"
			}
			return []problem{res.bad(name, "already_exists", "There is one already.")}
		}
	}
	return nil
}

// addTags lists tags that are new to this kind of record.
func (c *call) addTags(names []string) {
	tags := c.resources["tags"]
	for _, name := range names {
		known := slices.ContainsFunc(byMember(tags.table.Current(), "name").Holding(name), func(id int64) bool {
			o, _ := tags.table.Get(id)
			return o.Text("resource_type") == c.res.typ
		})
		if known {
			continue
		}
		id := tags.table.NextID()
		c.store(tags, id, object("id", id, "creator_id", c.user.id, "name", name, "resource_type", c.res.typ,
			"created_at", c.stamp(), "updated_at", c.stamp()))
	}
}
