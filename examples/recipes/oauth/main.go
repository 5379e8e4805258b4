// Oauth signs a user in to Zendesk Support once and keeps their tokens in a file,
// so that the next run needs no browser.
//
//	ZENDESK_SUBDOMAIN=… ZENDESK_CLIENT_ID=… ZENDESK_CLIENT_SECRET=… go run ./examples/recipes/oauth
//
// Register http://localhost:8085/callback as a redirect URL of the OAuth client.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
	"github.com/sellsupport/zendesk/tokenfile"
	"golang.org/x/oauth2"
)

func main() {
	app := support.OAuth{
		Subdomain:    os.Getenv("ZENDESK_SUBDOMAIN"),
		ClientID:     os.Getenv("ZENDESK_CLIENT_ID"),
		ClientSecret: os.Getenv("ZENDESK_CLIENT_SECRET"), // empty for a public client, which PKCE protects
		RedirectURL:  "http://localhost:8085/callback",
		Scopes:       []string{"read"},
		Store:        tokenfile.New("support-tokens.json"),
		BaseURL:      os.Getenv("ZENDESK_URL"),
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	var network net.ListenConfig
	listener, err := network.Listen(ctx, "tcp", "localhost:8085")
	if err != nil {
		log.Fatal(err) //nolint:gocritic // the process ends anyway
	}
	tokens, err := signIn(ctx, app, listener, func(url string) { fmt.Println("Open this page:", url) })
	if err != nil {
		log.Fatal(err)
	}
	desk, err := support.NewClient(app.Subdomain, tokens, &support.Config{BaseURL: app.BaseURL})
	if err != nil {
		log.Fatal(err)
	}
	me, err := desk.Users.Me(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("signed in as user", me.ID, me.Role)
}

// signIn returns the tokens from the file, or else asks the user for consent. It
// closes the listener.
func signIn(ctx context.Context, app support.OAuth, listener net.Listener, open func(url string)) (zendesk.TokenSource, error) {
	defer listener.Close() //nolint:errcheck // the server may have closed it
	tokens, err := app.Resume(ctx)
	if !errors.Is(err, zendesk.ErrUnauthorized) {
		return tokens, err
	}
	state, verifier := oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
	url := app.AuthCodeURL(state, verifier)
	if url == "" {
		return nil, app.Validate() // it says which field is wrong
	}
	codes := make(chan string, 1)
	server := &http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: callback(state, codes)}
	go server.Serve(listener) //nolint:errcheck // it ends when it is closed
	defer server.Close()      //nolint:errcheck // nothing is left to answer
	open(url)
	select {
	case code := <-codes:
		if code == "" {
			return nil, errors.New("the user did not agree")
		}
		return app.Exchange(ctx, code, verifier)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// callback takes the code from the redirect, if the state is that of this sign-in.
func callback(state string, codes chan<- string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /callback", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if q.Get("state") != state {
			http.Error(w, "unknown state", http.StatusBadRequest)
			return
		}
		select {
		case codes <- q.Get("code"): // empty if the user did not agree
			fmt.Fprintln(w, "You can close this page.")
		default:
			http.Error(w, "already used", http.StatusBadRequest)
		}
	})
	return mux
}
