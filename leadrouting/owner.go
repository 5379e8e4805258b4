package leadrouting

import (
	"fmt"
	"strconv"
	"strings"
)

// Owner is someone who can own a lead: a Sell user, or a distribution pool
// that picks a user. It is a comparable value; the zero Owner means none.
//
// Its text and JSON form is "user:2" or "pool:77".
type Owner struct {
	kind ownerKind
	id   int64
}

type ownerKind uint8

const (
	noOwner ownerKind = iota
	userOwner
	poolOwner
)

// User returns the Sell user with this id as an owner. User(0) is the zero Owner.
func User(id int64) Owner { return newOwner(userOwner, id) }

// Pool returns a distribution pool as an owner. The id is that of the phantom user
// that represents the pool in Sell: a lead with this owner_id goes to the next member
// in turn. Pool(0) is the zero Owner.
func Pool(id int64) Owner { return newOwner(poolOwner, id) }

func newOwner(kind ownerKind, id int64) Owner {
	if id == 0 {
		return Owner{}
	}
	return Owner{kind, id}
}

// ID returns the Sell user id to send as owner_id: for a pool that of its phantom
// user, for the zero Owner 0.
func (o Owner) ID() int64 { return o.id }

// IsZero reports whether o is the zero Owner.
func (o Owner) IsZero() bool { return o == Owner{} }

// IsUser reports whether o is a user.
func (o Owner) IsUser() bool { return o.kind == userOwner }

// IsPool reports whether o is a pool.
func (o Owner) IsPool() bool { return o.kind == poolOwner }

// String returns "user:2", "pool:77" or "none".
func (o Owner) String() string {
	if o.IsZero() {
		return "none"
	}
	return string(o.append(nil))
}

func (o Owner) append(b []byte) []byte {
	switch o.kind {
	case userOwner:
		b = append(b, "user:"...)
	case poolOwner:
		b = append(b, "pool:"...)
	default:
		return b
	}
	return strconv.AppendInt(b, o.id, 10)
}

// MarshalText returns "user:2" or "pool:77", or nothing for the zero Owner.
func (o Owner) MarshalText() ([]byte, error) { return o.append(nil), nil }

// UnmarshalText reads what [Owner.MarshalText] writes.
func (o *Owner) UnmarshalText(text []byte) error {
	owner, err := ParseOwner(string(text))
	if err == nil {
		*o = owner
	}
	return err
}

// ParseOwner parses "user:2" or "pool:77". The empty string is the zero Owner.
func ParseOwner(s string) (Owner, error) {
	if s == "" {
		return Owner{}, nil
	}
	kind, number, _ := strings.Cut(s, ":")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil || id <= 0 || strconv.FormatInt(id, 10) != number {
		return Owner{}, fmt.Errorf("leadrouting: owner %q: want user:ID or pool:ID", s)
	}
	switch kind {
	case "user":
		return User(id), nil
	case "pool":
		return Pool(id), nil
	}
	return Owner{}, fmt.Errorf("leadrouting: owner %q: want user:ID or pool:ID", s)
}

// Access says who may see Sell data in Support: the setting "Access to Sell
// information in Support". It also decides who owns a lead if no owner is configured.
type Access uint8

const (
	// OnlySellUsers gives access to agents who are Sell users, with their own Sell
	// permissions. Their leads go to themselves. It is the default.
	OnlySellUsers Access = iota
	// AllAgents gives access to every agent. Their leads go to the topmost manager.
	AllAgents
)

var accessNames = [...]string{OnlySellUsers: "only_sell_users", AllAgents: "all_agents"}

func (a Access) valid() bool { return int(a) < len(accessNames) }

// String returns "only_sell_users" or "all_agents".
func (a Access) String() string {
	if !a.valid() {
		return "Access(" + strconv.Itoa(int(a)) + ")"
	}
	return accessNames[a]
}

// MarshalText returns "only_sell_users" or "all_agents".
func (a Access) MarshalText() ([]byte, error) {
	if !a.valid() {
		return nil, fmt.Errorf("leadrouting: unknown access mode %d", uint8(a))
	}
	return []byte(a.String()), nil
}

// UnmarshalText reads what [Access.MarshalText] writes.
func (a *Access) UnmarshalText(text []byte) error {
	for mode, name := range accessNames {
		if name == string(text) {
			*a = Access(mode)
			return nil
		}
	}
	return fmt.Errorf("leadrouting: access mode %q: want only_sell_users or all_agents", text)
}
