package supporttest

import "time"

// Option changes what [New] makes.
type Option func(*options)

type options struct {
	subdomain  string
	token      string
	open       bool
	perUser    bool
	clock      func() time.Time
	lag        func() time.Duration
	polls      int
	cursorLife time.Duration
	rateLimit  int

	endpointLimits bool
}

func defaults() options {
	return options{
		subdomain: "acme",
		token:     DefaultToken,
		clock:     time.Now,
		lag:       func() time.Duration { return 0 },
		polls:     2,
		rateLimit: 100_000,
	}
}

// WithSubdomain names the account; the default is "acme". It stands in the url
// member of records. Requests are answered whatever host they name.
func WithSubdomain(name string) Option { return func(o *options) { o.subdomain = name } }

// WithToken is the access token of the administrator, instead of
// [DefaultToken].
func WithToken(token string) Option { return func(o *options) { o.token = token } }

// WithOpenAccess takes any credential, and none, for the administrator's;
// tokens that the account knows keep their meaning. It is meant for servers on
// loopback that programs in other languages talk to.
func WithOpenAccess() Option { return func(o *options) { o.open = true } }

// WithUserTokens makes [UserToken] the access token of each user, those that are
// made later included. It is for programs in other languages, which cannot call
// [Server.AddToken].
func WithUserTokens() Option { return func(o *options) { o.perUser = true } }

// WithClock is where the account takes the time from: dates of records, the
// Date header, the life of tokens, cursors and idempotency keys. The default
// is [time.Now].
func WithClock(now func() time.Time) Option { return func(o *options) { o.clock = now } }

// WithLag makes lists and searches show each write only after d, while a record
// read by its id is always current, as are the comments, tags, audits and
// identities read under their ticket or user. The longest lag is a minute.
func WithLag(d time.Duration) Option {
	return WithLags(func() time.Duration { return d })
}

// WithLags is [WithLag] with a lag of its own for each write: lag is asked
// once a write, under the server's lock.
func WithLags(lag func() time.Duration) Option { return func(o *options) { o.lag = lag } }

// WithJobPolls is how often a job has to be looked at until it is found
// completed; the default is 2. The work is done at that moment, or 5 seconds
// after the job was queued if nobody asks.
func WithJobPolls(n int) Option { return func(o *options) { o.polls = n } }

// WithCursorLife lets cursors expire; the default is never, but for those of
// search/export, which always last an hour.
func WithCursorLife(d time.Duration) Option { return func(o *options) { o.cursorLife = d } }

// WithRateLimit is the account's limit in requests a minute, which the
// X-Rate-Limit headers show and beyond which requests are answered 429. The
// default is 100,000; the plans have 200 to 2,500.
func WithRateLimit(perMinute int) Option { return func(o *options) { o.rateLimit = perMinute } }

// WithEndpointLimits keeps endpoints to the limits that they have beside the
// account's, such as ten incremental exports a minute, or thirty updates of a
// ticket by one user in ten minutes: requests beyond are answered 429 while
// X-Rate-Limit-Remaining still shows what is left of the account's. The headers
// Zendesk-RateLimit-… tell about them.
func WithEndpointLimits() Option { return func(o *options) { o.endpointLimits = true } }
