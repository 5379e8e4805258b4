package leadrouting

import (
	"cmp"
	"slices"
)

// book is a private copy of a policy with indexes by id.
type book struct {
	Policy
	configs map[int64]*PoolConfig // the first of each id
	named   map[int64]struct{}    // the ids that stand for a pool anywhere in the policy
}

// newBook copies everything in the policy that its owner could change.
func newBook(p Policy) *book {
	b := &book{Policy: p, configs: make(map[int64]*PoolConfig, len(p.Pools)), named: make(map[int64]struct{})}
	b.Owners, b.Existing, b.Fallback = slices.Clone(p.Owners), slices.Clone(p.Existing), slices.Clone(p.Fallback)
	b.Rules, b.Pools, b.People = slices.Clone(p.Rules), slices.Clone(p.Pools), slices.Clone(p.People)
	b.name(b.Owners...)
	b.name(b.Fallback...)
	for i := range b.Rules {
		rule := &b.Rules[i]
		rule.When, rule.Assign = rule.When.clone(0), slices.Clone(rule.Assign)
		b.name(rule.Assign...)
	}
	for i := range b.Pools {
		pool := &b.Pools[i]
		pool.Members = slices.Clone(pool.Members)
		b.name(Pool(pool.ID))
		for _, m := range pool.Members {
			b.name(m.Owner)
		}
		if b.configs[pool.ID] == nil {
			b.configs[pool.ID] = pool
		}
	}
	for i := range b.People {
		b.People[i].Absences = slices.Clone(b.People[i].Absences)
	}
	b.Schedules = cloneMap(p.Schedules, Schedule.clone)
	b.Fields = cloneMap(p.Fields, func(k Kind) Kind { return k })
	return b
}

func (b *book) name(owners ...Owner) {
	for _, o := range owners {
		if o.IsPool() {
			b.named[o.ID()] = struct{}{}
		}
	}
}

func cloneMap[K comparable, V any](m map[K]V, clone func(V) V) map[K]V {
	if m == nil {
		return nil
	}
	copied := make(map[K]V, len(m))
	for k, v := range m {
		copied[k] = clone(v)
	}
	return copied
}

// isPool reports whether the policy calls an id a pool. The policy is trusted over the
// team: Sell does not mark phantom users reliably.
func (b *book) isPool(id int64) bool {
	_, named := b.named[id]
	return named
}

// distributions returns the pools that Sell rotates, not the router.
func (b *book) distributions() []Owner {
	var all []Owner
	for id := range b.named {
		if config := b.configs[id]; config == nil || config.Delegate {
			all = append(all, Pool(id))
		}
	}
	slices.SortFunc(all, func(a, b Owner) int { return cmp.Compare(a.ID(), b.ID()) })
	return all
}

// obstacle returns why o cannot own a lead, regardless of time.
func (b *book) obstacle(t *Team, o Owner) Reason {
	config, named := b.configs[o.ID()], b.isPool(o.ID())
	switch {
	case named && o.IsUser():
		return ReasonNotAPerson
	case config != nil && !config.Record.isLead():
		return ReasonWrongRecord
	case config != nil && !config.Delegate:
		return ""
	}
	reason := t.obstacle(o)
	if reason == "" && o.IsPool() && !named {
		if u, found := t.Lookup(o.ID()); found && u.Kind == Person {
			return ReasonUnknown
		}
	}
	return reason
}

// ownerName returns the name of an owner, "" if it is not known.
func (b *book) ownerName(t *Team, o Owner) string {
	if config := b.configs[o.ID()]; config != nil && o.IsPool() && config.Name != "" {
		return config.Name
	}
	return t.Name(o)
}
