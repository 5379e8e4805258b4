package leadrouting

// memory remembers to whom a pool gave its latest requesters.
type memory struct {
	limit  int
	served map[string]Served
	queue  []string // the requesters, in a ring once it is full
	oldest int
}

// owner returns who served a requester, the zero Owner if that is not remembered.
func (m *memory) owner(requester string) Owner { return m.served[requester].Owner }

// remember notes who serves a requester with the lead of a turn, and reports whether
// anything changed.
func (m *memory) remember(requester string, owner Owner, turn uint64) bool {
	known := m.served[requester]
	if known.Owner == owner {
		// Even if one of the two leads is given back, the other one remains: the
		// requester was served.
		if known.Turn == 0 {
			return false
		}
		m.put(Served{Requester: requester, Owner: owner})
		return true
	}
	m.put(Served{Requester: requester, Owner: owner, Was: known.Owner, Turn: turn})
	return true
}

func (m *memory) put(s Served) {
	if m.served == nil {
		m.served = make(map[string]Served)
	}
	if _, known := m.served[s.Requester]; !known {
		if len(m.queue) < m.limit {
			m.queue = append(m.queue, s.Requester)
		} else {
			delete(m.served, m.queue[m.oldest])
			m.queue[m.oldest] = s.Requester
			m.oldest = (m.oldest + 1) % len(m.queue)
		}
	}
	m.served[s.Requester] = s
}

// forget undoes what a turn made it remember.
func (m *memory) forget(turn uint64) {
	list := m.save()
	for i, s := range list {
		if s.Turn != turn {
			continue
		}
		if s.Was.IsZero() {
			list = append(list[:i], list[i+1:]...)
		} else {
			list[i] = Served{Requester: s.Requester, Owner: s.Was}
		}
		m.restore(list)
		return
	}
}

// save returns what is remembered, oldest first.
func (m *memory) save() []Served {
	if len(m.queue) == 0 {
		return nil
	}
	list := make([]Served, 0, len(m.queue))
	for i := range m.queue {
		list = append(list, m.served[m.queue[(m.oldest+i)%len(m.queue)]])
	}
	return list
}

func (m *memory) restore(list []Served) {
	*m = memory{limit: m.limit}
	if m.limit == 0 {
		return
	}
	for _, s := range list {
		m.put(s)
	}
}
