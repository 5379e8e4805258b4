package supporttest

import (
	"net/http"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
)

// Client returns a client whose requests the account answers within the
// process, as the user of the default token. The config may be nil; its
// HTTPClient lends all but its transport. The client keeps to a limiter of its
// own, as a real one does, unless the config has another: tests with many calls
// run in testing/synctest, where waiting takes no time, or bring their own.
func (s *Server) Client(cfg *support.Config) *support.Client {
	return s.ClientFor(s.options.token, cfg)
}

// ClientFor is [Server.Client] with another access token; see
// [Server.AddToken]. It panics when the client cannot be made, for instance of
// an empty token.
func (s *Server) ClientFor(token string, cfg *support.Config) *support.Client {
	var own support.Config
	if cfg != nil {
		own = *cfg
	}
	var hc http.Client
	if own.HTTPClient != nil {
		hc = *own.HTTPClient
	}
	hc.Transport = s.Transport()
	own.HTTPClient = &hc
	client, err := support.NewClient(s.options.subdomain, zendesk.Bearer(token), &own)
	if err != nil {
		panic("supporttest: " + err.Error())
	}
	return client
}
