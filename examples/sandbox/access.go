package main

import (
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// app is the OAuth application that both stand-ins know. Whoever asks for a code
// gets one, so it is off where others than this machine can ask.
type app struct {
	id, secret, redirect string
	off                  bool
}

// public is the id of the application's public client in Support.
func (a app) public() string { return a.id + "-public" }

func (a app) check() error {
	u, err := url.Parse(a.redirect)
	switch {
	case a.id == "":
		return usage("-oauth-client: the id is empty")
	case a.secret == "":
		return usage("-oauth-secret: the secret is empty; %s is the client that needs none", a.public())
	case err != nil || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return usage("-oauth-redirect: %q is neither an https address nor one of this machine", a.redirect)
	}
	return nil
}

// register makes the stand-ins know the application: authorization codes and
// refresh in both, and in Support client credentials, and a public client that
// proves by PKCE who it is.
func (a app) register(crm *selltest.Server, desk *supporttest.Server) {
	if a.off {
		return
	}
	crm.AddApp(a.id, a.secret, a.redirect)
	admin := desk.Admin()
	desk.AddOAuthClient(supporttest.OAuthClient{ID: a.id, Secret: a.secret, UserID: admin, RedirectURIs: []string{a.redirect}})
	desk.AddOAuthClient(supporttest.OAuthClient{ID: a.public(), Public: true, UserID: admin, RedirectURIs: []string{a.redirect}})
}

// documents stores the files of a directory as the contents of documents: each
// has the id of its document for a name, and any ending.
func documents(dir string, crm *selltest.Server) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return usage("-documents: %w", err)
	}
	for _, e := range entries {
		name, _, _ := strings.Cut(e.Name(), ".")
		id, err := strconv.ParseInt(name, 10, 64)
		if err != nil || !e.Type().IsRegular() {
			return usage("-documents: %s is not named after a document: name each file by the id of its document, such as 7.pdf", e.Name())
		}
		content, err := os.ReadFile(filepath.Join(dir, e.Name())) //nolint:gosec // in the directory that the user names
		if err != nil {
			return usage("-documents: %w", err)
		}
		crm.SetFile(id, content)
	}
	return nil
}
