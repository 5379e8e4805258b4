package support

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// Config changes how a client works. The zero value is ready to use.
type Config struct {
	// BaseURL replaces https://{subdomain}.zendesk.com, for a proxy or a
	// stand-in. Plain http is accepted on loopback only.
	BaseURL string

	// Limiter spaces the requests of one account. Share one between all
	// clients of an account; the default is a [NewLimiter] of the client's own.
	Limiter zendesk.Limiter

	// HTTPClient sends the requests; it is copied, never changed. Its redirect
	// policy and its cookie jar are not used. The default, also for a client
	// without a Transport, is a pooled transport of its own (go-cleanhttp).
	HTTPClient *http.Client

	// UserAgent stands before the library's own in the User-Agent header, such
	// as "crm-sync/2.1".
	UserAgent string

	// Observe, if not nil, is called after each attempt, and ObserveWait before
	// a wait between two attempts and once when the limiter has held a request
	// for a second. Both must be quick and safe for concurrent use.
	Observe     func(context.Context, zendesk.Attempt)
	ObserveWait func(context.Context, zendesk.Wait)

	// Retry says how often and how long to try; zero fields have defaults.
	Retry zendesk.RetryPolicy

	// MaxBody limits the bytes of a response; the default is 64 MiB.
	MaxBody int64
}

// common returns what the engine takes of the configuration.
func (c Config) common() zendesk.Config {
	return zendesk.Config{
		HTTPClient: c.HTTPClient, UserAgent: c.UserAgent, Observe: c.Observe, ObserveWait: c.ObserveWait, Retry: c.Retry, MaxBody: c.MaxBody,
	}
}

// Client reads and writes one Support account as the user that its token
// belongs to: role, groups and ticket access of that user apply as well as the
// token's scopes. It is immutable and safe for concurrent use.
type Client struct {
	rc        *rest.Client
	subdomain string

	Tickets                 TicketsService
	DeletedTickets          DeletedTicketsService
	TicketFields            TicketFieldsService
	Users                   UsersService
	Groups                  GroupsService
	GroupMemberships        GroupMembershipsService
	Organizations           OrganizationsService
	OrganizationMemberships OrganizationMembershipsService
	Search                  SearchService
	Incremental             IncrementalService
	Triggers                TriggersService
	Apps                    AppsService
	AppInstallations        AppInstallationsService
	AppLocations            AppLocationsService
	TicketForms             TicketFormsService
	UserFields              UserFieldsService
	OrganizationFields      OrganizationFieldsService
	Webhooks                WebhooksService
	AccountSettings         AccountSettingsService
	JobStatuses             JobStatusesService
	CustomRoles             CustomRolesService
	Views                   ViewsService
}

// isSubdomain reports whether a name can be the first part of an account's address.
func isSubdomain(name string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789"
	return name != "" && strings.Trim(name, letters+"-") == "" && strings.Trim(name[:1]+name[len(name)-1:], letters) == ""
}

// NewClient returns a client of the account at {subdomain}.zendesk.com; cfg may
// be nil.
func NewClient(subdomain string, tokens zendesk.TokenSource, cfg *Config) (*Client, error) {
	if !isSubdomain(subdomain) {
		return nil, fmt.Errorf("support: %q is no subdomain: give the first part of your address, such as acme of acme.zendesk.com", subdomain)
	}
	if cfg == nil {
		cfg = new(Config)
	}
	limiter := cfg.Limiter
	if limiter == nil {
		limiter = NewLimiter()
	}
	rc, err := rest.New(product, cmp.Or(cfg.BaseURL, "https://"+subdomain+".zendesk.com"), tokens, limiter, cfg.common())
	if err != nil {
		return nil, err
	}
	return &Client{
		rc:        rc,
		subdomain: subdomain,

		Tickets:                 TicketsService{rc},
		DeletedTickets:          DeletedTicketsService{rc},
		TicketFields:            TicketFieldsService{rc},
		Users:                   UsersService{rc},
		Groups:                  GroupsService{rc},
		GroupMemberships:        GroupMembershipsService{rc},
		Organizations:           OrganizationsService{rc},
		OrganizationMemberships: OrganizationMembershipsService{rc},
		Search:                  SearchService{rc},
		Incremental:             IncrementalService{rc},
		Triggers:                TriggersService{rc},
		Apps:                    AppsService{rc},
		AppInstallations:        AppInstallationsService{rc},
		AppLocations:            AppLocationsService{rc},
		TicketForms:             TicketFormsService{rc},
		UserFields:              UserFieldsService{rc},
		OrganizationFields:      OrganizationFieldsService{rc},
		Webhooks:                WebhooksService{rc},
		AccountSettings:         AccountSettingsService{rc},
		JobStatuses:             JobStatusesService{rc},
		CustomRoles:             CustomRolesService{rc},
		Views:                   ViewsService{rc},
	}, nil
}

// Subdomain returns the subdomain of the account.
func (c *Client) Subdomain() string { return c.subdomain }

// Format prints which client it is, without its parts.
func (c Client) Format(f fmt.State, verb rune) { c.rc.Format(f, verb) }

// Call sends a request to an endpoint that has no method here, with the same
// limiter, credentials, retries and errors, and decodes the whole answer into
// out, a pointer; nil ignores it.
func (c *Client) Call(ctx context.Context, r zendesk.Request, out any, opts ...zendesk.CallOption) error {
	return c.rc.Call(ctx, r, out, opts...)
}
