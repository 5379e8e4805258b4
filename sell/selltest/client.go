package selltest

import (
	"net/http"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
)

// Client returns a client whose requests the server answers within the process,
// as the user of the server's token. The config may be nil; its HTTPClient
// lends all but its transport. The client keeps to the real rate limit of ten
// requests a second, unless the config has a limiter: tests with many calls
// run in testing/synctest, where waiting takes no time, or bring their own.
func (s *Server) Client(cfg *sell.Config) *sell.Client { return s.ClientFor(s.token, cfg) }

// ClientFor is [Server.Client] with another access token; see
// [Server.AddToken]. It panics when the client cannot be made, for instance of
// an empty token.
func (s *Server) ClientFor(token string, cfg *sell.Config) *sell.Client {
	var own sell.Config
	if cfg != nil {
		own = *cfg
	}
	var hc http.Client
	if own.HTTPClient != nil {
		hc = *own.HTTPClient
	}
	hc.Transport = s.Transport()
	own.HTTPClient = &hc
	client, err := sell.NewClient(zendesk.Bearer(token), &own)
	if err != nil {
		panic("selltest: " + err.Error())
	}
	return client
}
