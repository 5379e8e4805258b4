package support_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
)

// However a secret is printed, with whatever is around it, it stays one.
func TestSecretsAreNotPrinted(t *testing.T) {
	const hush = "hush-7f3a"
	secret := support.NewSecret(hush)
	credentials := support.WebhookCredentials{Username: "leads", Password: secret, Token: secret, Value: secret}
	params := support.WebhookParams{Authentication: zendesk.Set(support.WebhookAuthentication{Type: "basic_auth", Data: &credentials})}
	for _, value := range []any{secret, &secret, credentials, &credentials, params, &params, support.WebhookSigningSecret{Secret: secret}, []any{secret}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%t", "%p"} {
			if text := fmt.Sprintf(verb, value); strings.Contains(text, hush) || strings.Contains(text, fmt.Sprintf("%x", hush)) {
				t.Errorf("%s of a %T: %s", verb, value, text)
			}
		}
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("made", "secret", secret, "params", params)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("made", "secret", secret, "params", params, "credentials", credentials, "signing", support.WebhookSigningSecret{Secret: secret})
	if strings.Contains(log.String(), hush) {
		t.Error(log.String())
	}
	var read support.Secret
	if err := json.Unmarshal([]byte(`"`+hush+`"`), &read); err != nil || read.Reveal() != hush || read.IsZero() {
		t.Error(read.Reveal(), err)
	}
	if err := json.Unmarshal([]byte(`["`+hush+`"]`), &read); err == nil || strings.Contains(err.Error(), hush) {
		t.Error(err)
	}
	if none := support.NewSecret(""); !none.IsZero() || none.Reveal() != "" || fmt.Sprint(none) != "support.Secret" {
		t.Error(none)
	}
}

// A create that fails says nothing of the secrets that were sent.
func TestWebhookErrorsHoldNoSecrets(t *testing.T) {
	const hush = "hush-7f3a"
	desk := connect(t, &canned{replies: []reply{{status: 400, body: `{"errors":[{"code":"InvalidWebhook","detail":"` + hush + `"}]}`}}})
	_, err := desk.Webhooks.Create(t.Context(), support.WebhookParams{Authentication: zendesk.Set(support.WebhookAuthentication{
		Type: "bearer_token", Data: &support.WebhookCredentials{Token: support.NewSecret(hush)},
	})})
	if err == nil || strings.Contains(err.Error(), hush) {
		t.Error(err)
	}
}

func TestWebhooksNeedAnID(t *testing.T) {
	rt := ok(`{}`)
	desk := connect(t, rt)
	_, cloned := desk.Webhooks.Clone(t.Context(), "")
	_, tested := desk.Webhooks.Test(t.Context(), "")
	for _, err := range []error{cloned, tested} {
		if _, isArgument := err.(*zendesk.ArgumentError); !isArgument { //nolint:errorlint // it is returned as it is
			t.Error(err)
		}
	}
	equal(t, "sent", len(rt.sent), 0)
}
