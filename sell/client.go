package sell

import (
	"cmp"
	"context"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// DefaultBaseURL is the one host of the Sell API; the token selects the account.
const DefaultBaseURL = "https://api.getbase.com"

// Config changes how a client works. The zero value is ready to use.
type Config struct {
	zendesk.Config

	// BaseURL replaces [DefaultBaseURL], for a proxy or a stand-in. Plain http
	// is accepted on loopback only.
	BaseURL string

	// Limiter spaces the requests of one access token. Share one between all
	// clients of a token; the default is a [NewLimiter] of the client's own.
	Limiter zendesk.Limiter
}

// Client reads and writes one Sell account as the user that its token belongs
// to: it sees what that user may see. It is immutable and safe for concurrent
// use.
type Client struct {
	rc *rest.Client

	Accounts     AccountsService
	Contacts     ContactsService
	CustomFields CustomFieldsService
	DealSources  SourcesService
	Deals        DealsService
	LeadSources  SourcesService
	LeadStatuses LeadStatusesService
	Leads        LeadsService
	Notes        NotesService
	Pipelines    PipelinesService
	Stages       StagesService
	Tags         TagsService
	Tasks        TasksService
	Users        UsersService
}

// NewClient returns a client; cfg may be nil.
func NewClient(tokens zendesk.TokenSource, cfg *Config) (*Client, error) {
	if cfg == nil {
		cfg = new(Config)
	}
	limiter := cfg.Limiter
	if limiter == nil {
		limiter = NewLimiter()
	}
	rc, err := rest.New(product, cmp.Or(cfg.BaseURL, DefaultBaseURL), tokens, limiter, cfg.Config)
	if err != nil {
		return nil, err
	}
	return &Client{
		rc: rc,

		Accounts:     accountsService(rc),
		Contacts:     contactsService(rc),
		CustomFields: customFieldsService(rc),
		DealSources:  dealSourcesService(rc),
		Deals:        dealsService(rc),
		LeadSources:  leadSourcesService(rc),
		LeadStatuses: leadStatusesService(rc),
		Leads:        leadsService(rc),
		Notes:        notesService(rc),
		Pipelines:    pipelinesService(rc),
		Stages:       stagesService(rc),
		Tags:         tagsService(rc),
		Tasks:        tasksService(rc),
		Users:        usersService(rc),
	}, nil
}

// Call sends a request to an endpoint that has no method here, with the same
// limiter, credentials, retries and errors, and decodes the whole answer into
// out, a pointer; nil ignores it.
func (c *Client) Call(ctx context.Context, r zendesk.Request, out any, opts ...zendesk.CallOption) error {
	return c.rc.Call(ctx, r, out, opts...)
}
