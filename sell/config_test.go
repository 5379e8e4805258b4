package sell_test

import (
	"context"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
)

// The fields that both products have in common are repeated in Config, so that
// a literal needs no nesting; they must stay the same.
func TestConfigRepeatsTheCommonFields(t *testing.T) {
	own := reflect.TypeFor[sell.Config]()
	for field := range reflect.TypeFor[zendesk.Config]().Fields() {
		if repeated, ok := own.FieldByName(field.Name); !ok || repeated.Type != field.Type {
			t.Errorf("Config has no %s of type %s", field.Name, field.Type)
		}
	}
	if own.NumField() != reflect.TypeFor[zendesk.Config]().NumField()+2 { // BaseURL and Limiter
		t.Errorf("Config has %d fields", own.NumField())
	}
}

// Each field has its effect.
func TestConfigReachesTheEngine(t *testing.T) {
	var agent string
	attempts, waits := 0, 0
	cfg := &sell.Config{
		HTTPClient: &http.Client{Transport: transport(func(req *http.Request) (*http.Response, error) {
			agent = req.UserAgent()
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(strings.Repeat("x", 99))), Request: req}, nil
		})},
		UserAgent:   "crm-sync/2.1",
		Observe:     func(context.Context, zendesk.Attempt) { attempts++ },
		ObserveWait: func(context.Context, zendesk.Wait) { waits++ },
		Retry:       zendesk.RetryPolicy{MaxAttempts: 2, BaseDelay: time.Microsecond, MaxDelay: time.Microsecond},
		MaxBody:     9,
		BaseURL:     "https://proxy.example.com",
		Limiter:     unlimited{},
	}
	client, err := sell.NewClient(zendesk.Bearer("t"), cfg)
	if err != nil {
		t.Fatal(err)
	}
	request := zendesk.Request{Op: "x", Method: http.MethodGet, Route: "/x"}
	if err := client.Call(t.Context(), request, nil); err == nil || !strings.Contains(err.Error(), "MaxBody") {
		t.Errorf("err = %v", err)
	}
	if !strings.HasPrefix(agent, "crm-sync/2.1 zendesk-go/") || attempts != 1 {
		t.Errorf("User-Agent %q, %d attempts", agent, attempts)
	}
	cfg.HTTPClient = &http.Client{Transport: transport(func(req *http.Request) (*http.Response, error) {
		if req.URL.String() != "https://proxy.example.com/x" {
			t.Errorf("sent to %s", req.URL)
		}
		return &http.Response{StatusCode: http.StatusBadGateway, Header: http.Header{}, Body: http.NoBody, Request: req}, nil
	})}
	attempts = 0
	if client, err = sell.NewClient(zendesk.Bearer("t"), cfg); err != nil {
		t.Fatal(err)
	}
	if err := client.Call(t.Context(), request, nil); err == nil || attempts != 2 || waits != 1 {
		t.Errorf("%d attempts, %d waits, %v", attempts, waits, err)
	}
}
