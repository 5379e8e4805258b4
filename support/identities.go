package support

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// IdentitiesService reads and writes the identities of one user; see
// [UsersService.Identities].
//
// API page: User Identities (ticketing/users/user_identities).
//
//zendesk:resource Identity /api/v2/users/{user_id}/identities Get List Create Update Delete
type IdentitiesService struct {
	rc     *rest.Client
	userID int64
}

// MakePrimary makes an identity the primary one of its type, such as the address to
// which mail is sent, and returns all identities of the user.
//
//zendesk:op PUT /api/v2/users/{user_id}/identities/{id}/make_primary
func (s IdentitiesService) MakePrimary(ctx context.Context, id int64, opts ...zendesk.CallOption) ([]*Identity, error) {
	return many[Identity](ctx, s.rc, opIdentitiesMakePrimary.Request(s.userID, id), opts)
}

// Verify marks an identity as verified without asking the user.
//
//zendesk:op PUT /api/v2/users/{user_id}/identities/{id}/verify
func (s IdentitiesService) Verify(ctx context.Context, id int64, opts ...zendesk.CallOption) (*Identity, error) {
	return one[Identity](ctx, s.rc, opIdentitiesVerify.Request(s.userID, id), opts)
}

// RequestVerification mails the user a link to verify the address. It is not
// retried if the response is lost, because that could send a second mail.
//
//zendesk:op PUT /api/v2/users/{user_id}/identities/{id}/request_verification class=append
func (s IdentitiesService) RequestVerification(ctx context.Context, id int64, opts ...zendesk.CallOption) error {
	return do(ctx, s.rc, opIdentitiesRequestVerification.Request(s.userID, id), opts)
}

// IdentityType is the kind of an identity.
type IdentityType string

// Identity types.
const (
	IdentityEmail           IdentityType = "email"
	IdentityPhoneNumber     IdentityType = "phone_number"
	IdentityTwitter         IdentityType = "twitter"
	IdentityFacebook        IdentityType = "facebook"
	IdentityGoogle          IdentityType = "google"
	IdentityMicrosoft       IdentityType = "microsoft"
	IdentityAgentForwarding IdentityType = "agent_forwarding"
	IdentityAnyChannel      IdentityType = "any_channel"
	IdentityForeign         IdentityType = "foreign"
	IdentitySDK             IdentityType = "sdk"
	IdentityMessaging       IdentityType = "messaging"
)

// Identity is one way to reach or recognise a user.
type Identity struct {
	ID                 int64        `json:"id"`
	URL                string       `json:"url,omitzero"`
	UserID             int64        `json:"user_id,omitzero"`
	Type               IdentityType `json:"type,omitzero"`
	Value              string       `json:"value,omitzero"` // an address, a number or an account
	Verified           bool         `json:"verified,omitzero"`
	VerificationMethod string       `json:"verification_method,omitzero"` // none, low, sso, embed or full
	VerifiedAt         time.Time    `json:"verified_at,omitzero"`
	Primary            bool         `json:"primary,omitzero"`
	DeliverableState   string       `json:"deliverable_state,omitzero"` // of addresses, such as deliverable or undeliverable
	UndeliverableCount int64        `json:"undeliverable_count,omitzero"`
	BrandID            int64        `json:"brand_id,omitzero"` // if brands are separated
	CreatedAt          time.Time    `json:"created_at,omitzero"`
	UpdatedAt          time.Time    `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// IdentityParams are the attributes of an identity to write. A new one needs
// Type and Value.
type IdentityParams struct {
	Type               zendesk.Opt[IdentityType] `json:"type,omitzero"` // on create
	Value              zendesk.Opt[string]       `json:"value,omitzero"`
	Verified           zendesk.Opt[bool]         `json:"verified,omitzero"`
	VerificationMethod zendesk.Opt[string]       `json:"verification_method,omitzero"`
	Primary            zendesk.Opt[bool]         `json:"primary,omitzero"`           // on create; later use MakePrimary
	SkipVerifyEmail    zendesk.Opt[bool]         `json:"skip_verify_email,omitzero"` // on create: true sends no mail

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// IdentityQuery filters a listing of identities. The zero query lists all.
type IdentityQuery struct {
	Types   []IdentityType `query:"type[]"` // one of these
	PerPage int            `query:"page[size],max=100"`
}
