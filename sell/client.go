package sell

import (
	"cmp"
	"context"
	"fmt"
	"net/http"

	"github.com/hashicorp/go-cleanhttp"
	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// DefaultBaseURL is the one host of the Sell API; the token selects the account.
const DefaultBaseURL = "https://api.getbase.com"

// Config changes how a client works. The zero value is ready to use.
type Config struct {
	// BaseURL replaces [DefaultBaseURL], for a proxy or a stand-in. Plain http
	// is accepted on loopback only.
	BaseURL string

	// Limiter spaces the requests of one access token. Share one between all
	// clients of a token; the default is a [NewLimiter] of the client's own.
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

// Client reads and writes one Sell account as the user that its token belongs
// to: it sees what that user may see. It is immutable and safe for concurrent
// use.
type Client struct {
	rc *rest.Client

	Accounts               AccountsService
	CallOutcomes           CallOutcomesService
	Calls                  CallsService
	Collaborations         CollaborationsService
	Contacts               ContactsService
	CustomFields           CustomFieldsService
	DealSources            DealSourcesService
	DealUnqualifiedReasons DealUnqualifiedReasonsService
	Deals                  DealsService
	Documents              DocumentsService
	Firehose               FirehoseService
	Industries             IndustriesService
	LeadConversions        LeadConversionsService
	LeadSources            LeadSourcesService
	LeadStatuses           LeadStatusesService
	LeadUnqualifiedReasons LeadUnqualifiedReasonsService
	Leads                  LeadsService
	LossReasons            LossReasonsService
	Notes                  NotesService
	Orders                 OrdersService
	Pipelines              PipelinesService
	Products               ProductsService
	Search                 SearchService
	SequenceEnrollments    SequenceEnrollmentsService
	Sequences              SequencesService
	Sources                SourcesService // deprecated by Sell: see LeadSources and DealSources
	Stages                 StagesService
	Sync                   SyncService
	Tags                   TagsService
	Tasks                  TasksService
	TextMessages           TextMessagesService
	Users                  UsersService
	VisitOutcomes          VisitOutcomesService
	Visits                 VisitsService
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
	var hc http.Client
	if cfg.HTTPClient != nil {
		hc = *cfg.HTTPClient
	}
	if hc.Transport == nil { // one pool for API calls and downloads
		hc.Transport = cleanhttp.DefaultPooledTransport()
	}
	common := cfg.common()
	common.HTTPClient = &hc
	root := cmp.Or(cfg.BaseURL, DefaultBaseURL)
	rc, err := rest.New(product, root, tokens, limiter, common)
	if err != nil {
		return nil, err
	}
	base, err := rest.ParseBase(root)
	if err != nil {
		return nil, err
	}
	follow := &links{hc.Transport, base, cfg.Observe}
	return &Client{
		rc: rc,

		Accounts:               AccountsService{rc},
		CallOutcomes:           CallOutcomesService{rc},
		Calls:                  CallsService{rc, follow},
		Collaborations:         CollaborationsService{rc},
		Contacts:               ContactsService{rc},
		CustomFields:           CustomFieldsService{rc},
		DealSources:            DealSourcesService{rc},
		DealUnqualifiedReasons: DealUnqualifiedReasonsService{rc},
		Deals:                  DealsService{rc},
		Documents:              DocumentsService{rc, follow},
		Firehose:               FirehoseService{rc},
		Industries:             IndustriesService{rc},
		LeadConversions:        LeadConversionsService{rc},
		LeadSources:            LeadSourcesService{rc},
		LeadStatuses:           LeadStatusesService{rc},
		LeadUnqualifiedReasons: LeadUnqualifiedReasonsService{rc},
		Leads:                  LeadsService{rc},
		LossReasons:            LossReasonsService{rc},
		Notes:                  NotesService{rc},
		Orders:                 OrdersService{rc},
		Pipelines:              PipelinesService{rc},
		Products:               ProductsService{rc},
		Search:                 SearchService{rc},
		SequenceEnrollments:    SequenceEnrollmentsService{rc},
		Sequences:              SequencesService{rc},
		Sources:                SourcesService{rc},
		Stages:                 StagesService{rc},
		Sync:                   SyncService{rc},
		Tags:                   TagsService{rc},
		Tasks:                  TasksService{rc},
		TextMessages:           TextMessagesService{rc},
		Users:                  UsersService{rc},
		VisitOutcomes:          VisitOutcomesService{rc},
		Visits:                 VisitsService{rc},
	}, nil
}

// Format prints which client it is, without its parts.
func (c Client) Format(f fmt.State, verb rune) { c.rc.Format(f, verb) }

// Call sends a request to an endpoint that has no method here, with the same
// limiter, credentials, retries and errors, and decodes the whole answer into
// out, a pointer; nil ignores it.
func (c *Client) Call(ctx context.Context, r zendesk.Request, out any, opts ...zendesk.CallOption) error {
	return c.rc.Call(ctx, r, out, opts...)
}
