package integration

import (
	"cmp"
	"context"
	"fmt"

	"github.com/sellsupport/zendesk/integration/internal/match"
	"github.com/sellsupport/zendesk/support"
)

// MaxKeys is how many e-mail addresses and phone numbers of a person are looked
// up, addresses first. The product also looks up the first 50; whether that counts
// both together is unconfirmed.
const MaxKeys = match.MaxKeys

// person is the requester of a ticket with everything that can go into a lead.
type person struct {
	*support.User
	keys              match.Keys
	emails, phones    []string // of the keys
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
	user, err := found(in.cfg.Support.Users.Get(ctx, userID))
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
	p.keys.AddEmail(user.Email)
	for _, i := range identities {
		switch i.Type {
		case support.IdentityEmail:
			p.keys.AddEmail(i.Value)
		case support.IdentityTwitter:
			p.twitter = cmp.Or(p.twitter, i.Value)
		case support.IdentityFacebook:
			p.facebook = cmp.Or(p.facebook, i.Value)
		}
	}
	p.keys.AddPhone(user.Phone)
	for _, i := range identities {
		if i.Type == support.IdentityPhoneNumber {
			p.keys.AddPhone(i.Value)
		}
	}
	p.emails, p.phones = p.keys.Emails(), p.keys.Phones()
	return p, nil
}

func (in *Integration) identities(ctx context.Context, userID int64) ([]*support.Identity, error) {
	var all []*support.Identity
	for i, err := range in.cfg.Support.Users.Identities(userID).All(ctx, support.IdentityQuery{}) {
		if err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, nil
}
