package integration

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/support"
)

// MaxKeys is how many e-mail addresses and phone numbers of a person are looked
// up, addresses first. The product looks up the first 50 too; whether of both
// together is unconfirmed.
const MaxKeys = 50

// keys are what a person is recognised by in both products, without repeats.
type keys struct {
	emails []string
	phones []string
}

func (k *keys) addEmail(s string) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s != "" && len(k.emails)+len(k.phones) < MaxKeys && !slices.Contains(k.emails, s) {
		k.emails = append(k.emails, s)
	}
}

func (k *keys) addPhone(s string) {
	s = strings.TrimSpace(s)
	if digits(s) == "" || len(k.emails)+len(k.phones) >= MaxKeys {
		return
	}
	if !slices.ContainsFunc(k.phones, func(known string) bool { return digits(known) == digits(s) }) {
		k.phones = append(k.phones, s)
	}
}

func (k keys) hasEmail(s string) bool {
	return slices.Contains(k.emails, strings.ToLower(strings.TrimSpace(s)))
}

func (k keys) hasPhone(s string) bool {
	return slices.ContainsFunc(k.phones, func(known string) bool { return samePhone(known, s) })
}

// person is the requester of a ticket with all that a lead can be made of.
type person struct {
	*support.User
	keys
	twitter, facebook string
	organization      *support.Organization
}

func (p *person) organizationName() string {
	if p.organization == nil {
		return ""
	}
	return p.organization.Name
}

// requester reads a user with their identities.
func (in *Integration) requester(ctx context.Context, userID int64) (*person, error) {
	user, err := found(in.Support.Users.Get(ctx, userID))
	if err != nil {
		return nil, err
	}
	if user == nil {
		return nil, fmt.Errorf("%w: user %d is gone", ErrNoRequester, userID)
	}
	return in.identified(ctx, user)
}

// identified adds the identities of a user.
func (in *Integration) identified(ctx context.Context, user *support.User) (*person, error) {
	p := &person{User: user}
	identities, err := in.identities(ctx, user.ID)
	if err != nil {
		return nil, err
	}
	p.addEmail(user.Email)
	for _, i := range identities {
		switch i.Type {
		case support.IdentityEmail:
			p.addEmail(i.Value)
		case support.IdentityTwitter:
			p.twitter = cmp.Or(p.twitter, i.Value)
		case support.IdentityFacebook:
			p.facebook = cmp.Or(p.facebook, i.Value)
		}
	}
	p.addPhone(user.Phone)
	for _, i := range identities {
		if i.Type == support.IdentityPhoneNumber {
			p.addPhone(i.Value)
		}
	}
	return p, nil
}

func (in *Integration) identities(ctx context.Context, userID int64) ([]*support.Identity, error) {
	var all []*support.Identity
	for i, err := range in.Support.Users.Identities(userID).All(ctx, support.IdentityQuery{}) {
		if err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, nil
}

// digits reduces a phone number to what is dialled: its digits, with + for the
// international prefix.
func digits(s string) string {
	var b strings.Builder
	for _, c := range strings.TrimSpace(s) {
		switch {
		case c >= '0' && c <= '9':
			b.WriteRune(c)
		case c == '+' && b.Len() == 0:
			b.WriteByte('+')
		case c == 'x' || c == 'X' || c == ';' || c == ',': // an extension follows
			return international(b.String())
		}
	}
	return international(b.String())
}

func international(number string) string {
	if rest, ok := strings.CutPrefix(number, "00"); ok {
		return "+" + rest
	}
	if number == "+" {
		return ""
	}
	return number
}

// minNational is the shortest national number that may stand for an
// international one: shorter ends of numbers agree by chance.
const minNational = 8

// samePhone compares two numbers in their international form, or, where one has
// none, as a national number: 0171 234567 is +49 171 234567.
func samePhone(a, b string) bool {
	a, b = digits(a), digits(b)
	if a == "" || b == "" {
		return false
	}
	if a == b || strings.TrimPrefix(a, "+") == strings.TrimPrefix(b, "+") {
		return true
	}
	if strings.HasPrefix(a, "+") == strings.HasPrefix(b, "+") {
		return false
	}
	if strings.HasPrefix(b, "+") {
		a, b = b, a
	}
	national := strings.TrimPrefix(b, "0")
	return len(national) >= minNational && strings.HasSuffix(a, national)
}

// spellings are the forms in which a number may be stored: Sell's lists compare
// what was typed.
func spellings(phone string) []string {
	number := digits(phone)
	all := []string{phone, number, strings.TrimPrefix(number, "+")}
	slices.Sort(all)
	return slices.Compact(all)
}
