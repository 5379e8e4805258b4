package support_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
)

func TestAPIToken(t *testing.T) {
	source := support.APIToken("ana@example.com", "t0ken")
	token, err := source.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := &http.Request{Header: http.Header{}}
	token.SetAuthHeader(r)
	if user, password, ok := r.BasicAuth(); !ok || user != "ana@example.com/token" || password != "t0ken" {
		t.Errorf("Basic credentials = %q, %q, %v", user, password, ok)
	}
	if got := fmt.Sprintf("%v %+v %#v %s", source, source, source, source); strings.Contains(got, "ana") || strings.Contains(got, token.AccessToken) {
		t.Errorf("printed: %s", got)
	}
	if _, err := support.NewClient("acme", source, nil); err != nil {
		t.Errorf("NewClient: %v", err)
	}
}

func TestAPITokenBadInput(t *testing.T) {
	for _, tt := range []struct{ email, token, argument string }{
		{"", "t0ken", "email"},
		{"ana", "t0ken", "email"},
		{"ana@example.com ", "t0ken", "email"},
		{"ana@example.com:x", "t0ken", "email"},
		{"ana@example.com/token", "t0ken", "email"},
		{"ana@example.com", "", "token"},
		{"ana@example.com", "t0ken\n", "token"},
	} {
		source := support.APIToken(tt.email, tt.token)
		_, tokenErr := source.Token(t.Context())
		_, clientErr := support.NewClient("acme", source, nil)
		for _, err := range []error{tokenErr, clientErr} {
			bad, ok := errors.AsType[*zendesk.ArgumentError](err)
			if !ok || bad.Op != "support.APIToken" || bad.Argument != tt.argument {
				t.Errorf("%+v: %v", tt, err)
			} else if strings.Contains(err.Error(), "ana") || strings.Contains(err.Error(), "t0ken") {
				t.Errorf("%v gives the credential away", err)
			}
		}
	}
}
