package match

import (
	"slices"
	"strings"
)

// MaxKeys is how many keys of a person are used, addresses and numbers together, in the
// order in which they were added.
const MaxKeys = 50

// Keys are the e-mail addresses and phone numbers by which a person is recognised in
// both products, without duplicates.
type Keys struct {
	emails  []string
	typed   []string // the addresses as they were added, if that differs
	phones  []string
	numbers []number // of the phones
}

// Kinds of keys.
const (
	ByEmail = "email"
	ByPhone = "phone"
)

// AddEmail adds an e-mail address. An empty one is ignored.
func (k *Keys) AddEmail(s string) {
	s = strings.TrimSpace(s)
	email := strings.ToLower(s)
	if email == "" || k.full() || slices.Contains(k.emails, email) {
		return
	}
	k.emails = append(k.emails, email)
	if s != email {
		k.typed = append(k.typed, s)
	}
}

// AddPhone adds a phone number. Texts that are not phone numbers are ignored, and so are
// other spellings of a number that is already there.
func (k *Keys) AddPhone(s string) {
	n, ok := parse(s)
	if !ok || k.full() || slices.ContainsFunc(k.numbers, n.repeats) {
		return
	}
	k.phones, k.numbers = append(k.phones, strings.TrimSpace(s)), append(k.numbers, n)
}

// repeats reports whether a number adds nothing to a known one. Its country may be new.
func (n number) repeats(known number) bool { return n.same(known) && (n.cc == "" || known.cc != "") }

func (k *Keys) full() bool { return len(k.emails)+len(k.phones) >= MaxKeys }

// Emails returns the addresses in lower case.
func (k Keys) Emails() []string { return k.emails }

// Phones returns the numbers as they were added.
func (k Keys) Phones() []string { return k.phones }

// Empty reports whether there are no keys.
func (k Keys) Empty() bool { return len(k.emails)+len(k.phones) == 0 }

// HasEmail reports whether an address is among the keys.
func (k Keys) HasEmail(s string) bool {
	return slices.Contains(k.emails, strings.ToLower(strings.TrimSpace(s)))
}

// HasPhone reports whether a number is among the keys, in any spelling.
func (k Keys) HasPhone(s string) bool {
	n, ok := parse(s)
	return ok && slices.ContainsFunc(k.numbers, n.same)
}

// By returns the kind of key by which somebody is recognised, "" if there is none.
func (k Keys) By(email string, phones ...string) string {
	switch {
	case k.HasEmail(email):
		return ByEmail
	case slices.ContainsFunc(phones, k.HasPhone):
		return ByPhone
	}
	return ""
}
