package supporttest

import "github.com/sellsupport/zendesk/internal/fake"

// The verbs that most resources share. A resource with rules of its own brings
// a check, which sees the record before it is stored and may change it.

// check completes and checks a record that is about to be stored; id is 0 for
// a new one.
type check func(c *call, id int64, o fake.Object) (fake.Object, error)

func listOf(k *kind) func(*call) (any, error) {
	return func(c *call) (any, error) { return c.list(k, c.listed(k, nil)) }
}

func countOf(k *kind) func(*call) (any, error) {
	return func(c *call) (any, error) { return c.count(c.listed(k, nil)) }
}

// listUnder lists the records whose member is the id in the path.
func listUnder(k *kind, member string) func(*call) (any, error) {
	return func(c *call) (any, error) { return c.list(k, c.listedWith(k, c.id("id"), member)) }
}

func showOf(k *kind) func(*call) (any, error) {
	return func(c *call) (any, error) {
		o, err := c.find(k.plural, c.id("id"))
		if err != nil {
			return nil, err
		}
		return c.single(k, row{id: c.id("id"), object: o})
	}
}

func showManyOf(k *kind) func(*call) (any, error) {
	return func(c *call) (any, error) {
		ids, err := c.ids()
		if err != nil {
			return nil, err
		}
		var rows []row
		for _, id := range ids {
			if o, ok := c.get(k.plural, id); ok {
				rows = append(rows, row{id: id, object: o})
			}
		}
		return c.some(k, rows)
	}
}

func createOf(k *kind, ready check) func(*call) (any, error) {
	return func(c *call) (any, error) {
		in, wrapped, err := c.envelope(k.one)
		if err != nil {
			return nil, err
		}
		made, err := c.create(k, in, wrapped, ready)
		if err != nil {
			return nil, err
		}
		c.created(k, made)
		return c.single(k, made)
	}
}

// create stores a new record. A request without the envelope sets nothing and
// is not asked for what is required.
func (c *call) create(k *kind, in fake.Object, wrapped bool, ready check) (row, error) {
	in, err := c.take(k, in)
	if err != nil {
		return row{}, err
	}
	o := k.blank().Merge(in)
	if wrapped {
		for _, name := range k.required {
			if o.Text(name) == "" {
				return row{}, blank(name, titled(name))
			}
		}
	}
	if ready != nil {
		if o, err = ready(c, 0, o); err != nil {
			return row{}, err
		}
	}
	return c.add(k, o), nil
}

func updateOf(k *kind, ready check) func(*call) (any, error) {
	return func(c *call) (any, error) {
		in, _, err := c.envelope(k.one)
		if err != nil {
			return nil, err
		}
		changed, err := c.update(k, c.id("id"), in, ready)
		if err != nil {
			return nil, err
		}
		return c.single(k, changed)
	}
}

func (c *call) update(k *kind, id int64, in fake.Object, ready check) (row, error) {
	old, err := c.find(k.plural, id)
	if err != nil {
		return row{}, err
	}
	if in, err = c.take(k, in); err != nil {
		return row{}, err
	}
	o := k.merge(old, in.Without("id"))
	for _, name := range k.required {
		if in.Has(name) && o.Text(name) == "" {
			return row{}, blank(name, titled(name))
		}
	}
	if ready != nil {
		if o, err = ready(c, id, o); err != nil {
			return row{}, err
		}
	}
	return c.save(k, id, old, o), nil
}

// save stores a record; its updated_at moves when something else did.
func (c *call) save(k *kind, id int64, old, o fake.Object) row {
	if string(fake.JSON(old)) != string(fake.JSON(o)) {
		o = o.With("updated_at", c.now.Format(layout))
		c.put(k.plural, id, o)
	}
	return row{id: id, object: o}
}

func deleteOf(k *kind) func(*call) (any, error) {
	return func(c *call) (any, error) {
		if !c.remove(k.plural, c.id("id")) {
			return nil, notFound()
		}
		return nil, nil
	}
}

// titled writes a member's name as messages do.
func titled(name string) string {
	b := []byte(name)
	for i := range b {
		if b[i] == '_' {
			b[i] = ' '
		}
	}
	if b[0] >= 'a' && b[0] <= 'z' {
		b[0] -= 'a' - 'A'
	}
	return string(b)
}
