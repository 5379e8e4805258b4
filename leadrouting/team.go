package leadrouting

import (
	"cmp"
	"slices"
)

// SellUser is what routing needs to know about a Sell user.
type SellUser struct {
	ID        int64
	Name      string
	Active    bool // status is active; other users cannot get new records
	Deleted   bool
	Kind      UserKind // Person unless known otherwise
	ReportsTo int64    // the manager's user id, 0 for none
}

// owner returns u as an owner.
func (u SellUser) owner() Owner {
	if u.Kind == Distribution {
		return Pool(u.ID)
	}
	return User(u.ID)
}

// UserKind distinguishes people from the other users that Sell lists.
type UserKind uint8

const (
	Person       UserKind = iota // identity_type is person, or absent
	Integration                  // identity_type is integration
	Distribution                 // the phantom user of a distribution pool
)

// Team is what is known about the users of one Sell account: all of them, including the
// phantom users of its pools. It is immutable and safe for concurrent use.
//
// A nil or empty Team means that nothing is known. Then owners are not checked: nobody
// counts as inactive or unknown, and the topmost manager cannot be found.
type Team struct {
	users []SellUser // by id
	top   []Owner    // active people who report to nobody
}

// NewTeam returns a team of these users. If several have the same id, the last counts.
func NewTeam(users ...SellUser) *Team {
	sorted := slices.Clone(users)
	slices.Reverse(sorted)
	slices.SortStableFunc(sorted, func(a, b SellUser) int { return cmp.Compare(a.ID, b.ID) })
	t := &Team{users: slices.CompactFunc(sorted, func(a, b SellUser) bool { return a.ID == b.ID })}
	for _, u := range t.users {
		if u.ReportsTo == 0 && t.obstacle(User(u.ID)) == "" {
			t.top = append(t.top, User(u.ID))
		}
	}
	return t
}

// Known reports whether anything is known: whether t has users.
func (t *Team) Known() bool { return t != nil && len(t.users) > 0 }

// Lookup returns the user with this id.
func (t *Team) Lookup(id int64) (SellUser, bool) {
	if t == nil {
		return SellUser{}, false
	}
	i, found := slices.BinarySearchFunc(t.users, id, func(u SellUser, id int64) int { return cmp.Compare(u.ID, id) })
	if !found {
		return SellUser{}, false
	}
	return t.users[i], true
}

// Name returns the name of an owner, "" if it is not known.
func (t *Team) Name(o Owner) string {
	u, _ := t.Lookup(o.ID())
	return u.Name
}

// Assignable returns nil if o can own a lead, otherwise an [*Error] that wraps
// [ErrUnknownOwner] or [ErrOwnerNotAssignable]. A user must be an active person. A pool
// must only exist, because Sell documents neither its kind nor its status.
func (t *Team) Assignable(o Owner) error {
	if err := unassignable(o, t.obstacle(o)); err != nil {
		return err
	}
	return nil
}

// unassignable returns the error for an obstacle, nil if there is none.
func unassignable(o Owner, reason Reason) *Error {
	switch reason {
	case "":
		return nil
	case ReasonUnknown:
		return &Error{Err: ErrUnknownOwner, Owner: o}
	case ReasonPoolEmpty:
		return &Error{Err: ErrEmptyPool, Owner: o}
	case ReasonWrongRecord:
		return &Error{Err: ErrWrongRecordType, Owner: o}
	case ReasonRotatesHere:
		return &Error{Err: ErrRouterRequired, Owner: o}
	}
	return &Error{Err: ErrOwnerNotAssignable, Owner: o, Reason: reason}
}

// obstacle returns why o cannot own a lead, "" if it can.
func (t *Team) obstacle(o Owner) Reason {
	if o.ID() <= 0 {
		return ReasonUnknown
	}
	if !t.Known() {
		return ""
	}
	u, found := t.Lookup(o.ID())
	switch {
	case !found:
		return ReasonUnknown
	case u.Deleted:
		return ReasonDeleted
	case o.IsPool():
		return ""
	case u.Kind != Person:
		return ReasonNotAPerson
	case !u.Active:
		return ReasonInactive
	}
	return ""
}

// TopmostManager returns the user to whom everyone reports: the only active person who
// reports to nobody. The given pools, such as those in the settings, are phantom users
// and never count. If there is not exactly one such person, the error is an [*Error]
// that wraps [ErrNoTopmostManager] and lists the candidates.
//
// This is not the administrator: Sell's roles say nothing about who reports to whom.
func (t *Team) TopmostManager(pools ...Owner) (Owner, error) {
	owner, err := t.topmost(func(id int64) bool { return slices.Contains(pools, Pool(id)) })
	if err != nil {
		return Owner{}, err
	}
	return owner, nil
}

func (t *Team) topmost(isPool func(id int64) bool) (Owner, *Error) {
	var top []Owner
	if t != nil {
		for _, o := range t.top {
			if !isPool(o.ID()) {
				top = append(top, o)
			}
		}
	}
	if len(top) != 1 {
		return Owner{}, &Error{Err: ErrNoTopmostManager, Candidates: top}
	}
	return top[0], nil
}
