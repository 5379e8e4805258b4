package leave

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Owners says who owns records in the target. Without an entry, an active user of
// Sell is known to the target by the same e-mail address, and nobody else is.
type Owners struct {
	// Map gives the e-mail address, or whatever the target knows its users by, for
	// the key of a user of Sell.
	Map map[string]string
	// Default owns what has no owner otherwise; "" stops the run instead.
	Default string
}

// ReadOwners reads a file like the "owners.csv" that a run writes: it needs the
// columns key and target_owner.
func ReadOwners(r io.Reader) (*Owners, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	rows, err := in.ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, errors.New("leave: the file of owners is empty or not CSV")
	}
	rows[0][0] = strings.TrimPrefix(rows[0][0], "\uFEFF")
	key, to := slices.Index(rows[0], "key"), slices.Index(rows[0], "target_owner")
	if key < 0 || to < 0 {
		return nil, errors.New("leave: the file of owners needs the columns key and target_owner")
	}
	o := &Owners{Map: make(map[string]string)}
	for i, row := range rows[1:] {
		if len(row) <= max(key, to) {
			return nil, fmt.Errorf("leave: the file of owners: row %d is too short", i+2)
		}
		if name := strings.TrimSpace(row[to]); name != "" {
			o.Map[row[key]] = name
		}
	}
	return o, nil
}

// OwnerError says that users of Sell own records and have no user in the target.
type OwnerError struct {
	Keys []string // of the users, in order
}

func (e *OwnerError) Error() string {
	return fmt.Sprintf("leave: %d owners have no user in the target: %s; name one for each in the file of owners, or name a default owner", len(e.Keys), strings.Join(e.Keys, ", "))
}

// ownerUse counts what users own.
type ownerUse struct {
	given *Owners
	count map[string]int64
	holes map[string]int64
	keys  map[string]string // of the users who have an address
}

func newOwnerUse(given *Owners) ownerUse {
	if given == nil {
		given = new(Owners)
	}
	return ownerUse{given, make(map[string]int64), make(map[string]int64), make(map[string]string)}
}

// addresses notes which users are in the target under their own addresses.
func (e *engine) addresses() error {
	return e.c.each(e.ctx, e.c.sources["users"], func(r *Record) error {
		if to := strings.ToLower(e.target(r.Key)); to != "" && (strings.EqualFold(to, r.Get("email")) || e.owners.keys[to] == "") {
			e.owners.keys[to] = r.Key
		}
		return nil
	})
}

// owner returns who owns a record in the target; known says that it has an owner in
// Sell.
func (e *engine) owner(r *Record, path, key string, as string) (owner string, known bool) {
	if key == "" { // an owner who is not in the copy
		for _, entry := range r.Report {
			if entry.Field == path && strings.HasPrefix(entry.Reason, "points to") {
				key = "sell-user-" + entry.Excerpt
			}
		}
	}
	if key == "" {
		return "", false
	}
	e.owners.count[key]++
	to := e.target(key)
	if to == "" {
		e.owners.holes[key]++
		if to = e.owners.given.Default; to != "" {
			e.problem(r, path, "the owner has no user in the target: given to the default owner", key)
		}
	}
	switch {
	case to != "" && as == "key":
		return cmp.Or(e.owners.keys[strings.ToLower(to)], key), true
	case to != "":
		return to, true
	}
	e.note(r, path, NoOwner, "belongs to "+key+", who has no user in the target")
	return "", true
}

// user is who a row of a file of users is in the target: each once.
func (e *engine) user(r *Record) string {
	to := cmp.Or(e.target(r.Key), e.owners.given.Default)
	if of := e.owners.keys[strings.ToLower(to)]; of != "" && of != r.Key {
		return ""
	}
	return to
}

// target is who a user of Sell is in the target; "" for nobody.
func (e *engine) target(key string) string {
	if to := e.owners.given.Map[key]; to != "" {
		return to
	}
	user, err := e.c.Find(key)
	if err != nil || user == nil || user.Get("status") == "inactive" || user.Get("identity_type") == "integration" || user.Get("deleted_at") != "" {
		return ""
	}
	return user.Get("email")
}

// ownersFile lists users, what they own, and who they are in the target.
func (e *engine) ownersFile() ([]byte, error) {
	out := neutralDialect.appendRow(nil, []string{"key", "name", "email", "status", "identity_type", "records", "target_owner"})
	var list []string
	if x := e.c.files["users"]; x != nil {
		for _, id := range x.ids {
			list = append(list, keyOf("user", id))
		}
	}
	for _, key := range slices.Sorted(keys(e.owners.count)) {
		if !slices.Contains(list, key) {
			list = append(list, key)
		}
	}
	for _, key := range list {
		user, err := e.c.Find(key)
		if err != nil {
			return nil, err
		}
		row := []string{key, "", "", "not in the copy", "", strconv.FormatInt(e.owners.count[key], 10), e.target(key)}
		if user != nil {
			row[1], row[2], row[3], row[4] = user.Get("name"), user.Get("email"), user.Get("status"), user.Get("identity_type")
		}
		out = neutralDialect.appendRow(out, row)
	}
	return out, nil
}
