package tokenfile_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
	"github.com/sellsupport/zendesk/support/supporttest"
	"github.com/sellsupport/zendesk/tokenfile"
	"golang.org/x/oauth2"
)

// The first run sends the user to the page that asks for consent; later ones go
// on from the file.
func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "tokens")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	fake := supporttest.New() // in place of Support
	fake.AddOAuthClient(supporttest.OAuthClient{ID: "app", Secret: "s3cret", RedirectURIs: []string{"http://localhost/callback"}})

	app := support.OAuth{
		Subdomain: "acme", ClientID: "app", ClientSecret: "s3cret",
		RedirectURL: "http://localhost/callback", Scopes: []string{"read"},
		Store:      tokenfile.New(filepath.Join(dir, "support.json")),
		HTTPClient: &http.Client{Transport: fake.Transport()},
	}
	if _, err := app.Resume(ctx); errors.Is(err, zendesk.ErrUnauthorized) {
		fmt.Println("nothing there yet")
		state, verifier := oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
		code, err := fake.Approve(app.AuthCodeURL(state, verifier)) // the user agrees in the browser
		if err != nil {
			panic(err)
		}
		if _, err := app.Exchange(ctx, code, verifier); err != nil {
			panic(err)
		}
	}

	tokens, err := app.Resume(ctx) // after a restart
	if err != nil {
		panic(err)
	}
	desk, err := support.NewClient("acme", tokens, &support.Config{HTTPClient: &http.Client{Transport: fake.Transport()}})
	if err != nil {
		panic(err)
	}
	me, err := desk.Users.Me(ctx)
	if err != nil {
		panic(err)
	}
	fmt.Println(me.Role)
	// Output:
	// nothing there yet
	// admin
}
