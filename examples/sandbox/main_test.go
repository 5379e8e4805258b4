package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/examples/internal/demo"
	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// start runs the program on free ports until the test ends, and returns the
// base URLs that it printed.
func start(t *testing.T, args ...string) (sell, support string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, append([]string{"-sell", "127.0.0.1:0", "-support", "127.0.0.1:0"}, args...), w)
		_ = w.CloseWithError(err)
		ended <- err
	}()
	lines := bufio.NewScanner(r)
	for _, p := range []struct {
		name string
		url  *string
	}{{"sell", &sell}, {"support", &support}} {
		if !lines.Scan() {
			t.Fatalf("no line for %s: %v", p.name, lines.Err())
		}
		url, ok := strings.CutPrefix(lines.Text(), p.name+" ")
		if !ok || !strings.HasPrefix(url, "http://127.0.0.1:") {
			t.Fatalf("line %q, want %s and its address", lines.Text(), p.name)
		}
		*p.url = url
	}
	hints := ""
	for range 3 {
		lines.Scan()
		hints += lines.Text() + "\n"
	}
	for _, url := range []string{sell + "/v2/users/self", support + "/api/v2/users/me"} {
		if !strings.Contains(hints, "  curl -H \"Authorization: Bearer ") || !strings.Contains(hints, url) {
			t.Errorf("no curl command for %s in %q", url, hints)
		}
	}
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("it ended with %v", err)
		}
	})
	return sell, support
}

// ask sends a request and returns status and body. An empty token sends none.
func ask(t *testing.T, method, url, token, body string) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("User-Agent", "sandbox-test")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	client := &http.Client{Transport: new(http.Transport)}
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var answer map[string]any
	_ = json.Unmarshal(raw, &answer) // some errors are plain text
	return res.StatusCode, answer
}

// at walks through nested objects.
func at(t *testing.T, v any, path ...string) any {
	t.Helper()
	for _, name := range path {
		o, ok := v.(map[string]any)
		if !ok {
			t.Fatalf("%s of %v", name, v)
		}
		v = o[name]
	}
	return v
}

func TestDemoCompany(t *testing.T) {
	sell, support := start(t)
	if len(selltest.DefaultToken) != 64 {
		t.Errorf("Sell's default token has %d characters", len(selltest.DefaultToken))
	}
	status, self := ask(t, "GET", sell+"/v2/users/self", selltest.DefaultToken, "")
	if status != 200 || at(t, self, "data", "name") != "Olivia Brandt" {
		t.Errorf("users/self: %d %v", status, self)
	}
	status, me := ask(t, "GET", support+"/api/v2/users/me.json", supporttest.DefaultToken, "")
	if status != 200 || at(t, me, "user", "id") != float64(demo.OliviaAgent) {
		t.Errorf("users/me: %d %v", status, me)
	}
	status, ticket := ask(t, "GET", support+"/api/v2/tickets/35436", supporttest.DefaultToken, "")
	if status != 200 || at(t, ticket, "ticket", "subject") != "Two machines for our kiosks" {
		t.Errorf("ticket: %d %v", status, ticket)
	}
	status, lead := ask(t, "POST", sell+"/v2/leads", demo.LenaSellToken, `{"data":{"last_name":"Berg"},"meta":{"type":"lead"}}`)
	if status != 200 || at(t, lead, "data", "owner_id") != float64(demo.Lena) {
		t.Errorf("new lead: %d %v", status, lead)
	}
	if status, _ := ask(t, "GET", sell+"/v2/contacts/3104", demo.LenaSellToken, ""); status != 404 {
		t.Errorf("Lena asks for a record of Olivia's: %d", status)
	}
	if status, _ := ask(t, "GET", support+"/api/v2/tickets/35436", demo.BenSupportToken, ""); status == 200 {
		t.Error("Ben sees a ticket of another group")
	}
}

func TestCredentials(t *testing.T) {
	sell, support := start(t, "-sell-token", "sell-secret", "-support-token", "support-secret")
	for _, c := range []struct {
		url, token string
		want       int
	}{
		{sell + "/v2/users/self", "sell-secret", 200},
		{sell + "/v2/users/self", selltest.DefaultToken, 401},
		{sell + "/v2/users/self", "support-secret", 401},
		{sell + "/v2/users/self", "", 401},
		{support + "/api/v2/tickets", "support-secret", 200},
		{support + "/api/v2/tickets", supporttest.DefaultToken, 401},
		{support + "/api/v2/tickets", "sell-secret", 401},
		{support + "/api/v2/tickets", "", 401},
	} {
		if status, _ := ask(t, "GET", c.url, c.token, ""); status != c.want {
			t.Errorf("%s: %d, want %d", c.url, status, c.want)
		}
	}
}

func TestOpenAcceptsAnyCredentials(t *testing.T) {
	sell, support := start(t, "-open")
	for _, token := range []string{"whatever", ""} {
		if status, self := ask(t, "GET", sell+"/v2/users/self", token, ""); status != 200 || at(t, self, "data", "id") != float64(demo.Olivia) {
			t.Errorf("Sell, token %q: %d %v", token, status, self)
		}
		if status, me := ask(t, "GET", support+"/api/v2/users/me", token, ""); status != 200 || at(t, me, "user", "id") != float64(demo.OliviaAgent) {
			t.Errorf("Support, token %q: %d %v", token, status, me)
		}
	}
}

// seedFile writes a file and returns its path.
func seedFile(t *testing.T, document string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "seed.json")
	if err := os.WriteFile(path, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSeedKeepsIDsAndMembers(t *testing.T) {
	sell, support := start(t, "-seed", seedFile(t, `{
		"sell":{"leads":[{"id":9007199254740993,"last_name":"Ruiz","owner_id":5,"status":7,"unheard_of":{"a":[1,2.50]}}]},
		"support":{"users":[{"id":31,"name":"Root","role":"admin","active":true}],
		           "tickets":[{"id":44,"subject":"Hi","requester_id":31,"status":"open","odd":null,"amount":1.10}]}}`))
	req, err := http.NewRequestWithContext(t.Context(), "GET", sell+"/v2/leads/9007199254740993", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+selltest.DefaultToken)
	client := &http.Client{Transport: new(http.Transport)}
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"id":9007199254740993`, `"status":7`, `"unheard_of":{"a":[1,2.50]}`} {
		if !bytes.Contains(raw, []byte(want)) {
			t.Errorf("%s is not in %s", want, raw)
		}
	}
	if _, list := ask(t, "GET", sell+"/v2/leads", selltest.DefaultToken, ""); at(t, list, "meta", "count") != 1.0 {
		t.Errorf("the demo company is still there: %v", list)
	}
	status, ticket := ask(t, "GET", support+"/api/v2/tickets/44", supporttest.DefaultToken, "")
	odd, there := at(t, ticket, "ticket").(map[string]any)["odd"]
	if status != 200 || !there || odd != nil || at(t, ticket, "ticket", "amount") != 1.1 {
		t.Errorf("ticket: %d %v", status, ticket)
	}
	if _, me := ask(t, "GET", support+"/api/v2/users/me", supporttest.DefaultToken, ""); at(t, me, "user", "id") != 31.0 {
		t.Errorf("the token belongs to %v", me)
	}
}

func TestSize(t *testing.T) {
	_, support := start(t, "-size", "150")
	for _, kind := range []string{"users", "tickets"} {
		_, answer := ask(t, "GET", support+"/api/v2/"+kind+"/count", supporttest.DefaultToken, "")
		if n, ok := at(t, answer, "count", "value").(float64); !ok || n < 150 {
			t.Errorf("%s: %v, want at least 150", kind, answer)
		}
	}
	_, page := ask(t, "GET", support+"/api/v2/tickets?page[size]=100", supporttest.DefaultToken, "")
	next, ok := at(t, page, "links", "next").(string)
	if !ok || !strings.HasPrefix(next, support) {
		t.Errorf("the next page is at %q, not on this server", next)
	}
}

func TestBadUse(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string // in the error
	}{
		"unknown flag":            {[]string{"-sells", "x"}, "-sells"},
		"argument":                {[]string{"-sell-token=", "hush"}, "argument 2"},
		"no number":               {[]string{"-size", "many"}, "size"},
		"negative size":           {[]string{"-size", "-1"}, "-size: -1"},
		"no address":              {[]string{"-sell", "7001"}, `-sell: "7001"`},
		"no port":                 {[]string{"-support", "127.0.0.1:http"}, `-support: "127.0.0.1:http"`},
		"open to the network":     {[]string{"-open", "-support", "0.0.0.0:0"}, `-open: -support is "0.0.0.0:0"`},
		"open to all":             {[]string{"-open", "-sell", ":0"}, `-open: -sell is ":0"`},
		"empty token":             {[]string{"-sell-token", ""}, "-sell-token: the token is empty"},
		"token with a blank":      {[]string{"-support-token", "hush hush"}, "-support-token: the token is empty, or holds"},
		"no file named":           {[]string{"-seed", ""}, "-seed"},
		"no such file":            {[]string{"-seed", "nowhere.json"}, "nowhere.json"},
		"seed and size":           {[]string{"-seed", "x.json", "-size", "5"}, "-size"},
		"no JSON":                 {[]string{"-seed", seedFile(t, `{"sell":`)}, "seed.json"},
		"unknown product":         {[]string{"-seed", seedFile(t, `{"chat":{}}`)}, `"chat"`},
		"unknown kind":            {[]string{"-seed", seedFile(t, `{"sell":{"ledas":[{}]}}`)}, "ledas"},
		"unknown kind of Support": {[]string{"-seed", seedFile(t, `{"support":{"tikets":[]}}`)}, "tikets"},
		"no record":               {[]string{"-seed", seedFile(t, `{"sell":{"leads":[{"id":1},7]}}`)}, "leads: record 1"},
		"no record of Support":    {[]string{"-seed", seedFile(t, `{"support":{"tickets":[{"id":1},[]]}}`)}, "tickets[1]"},
		"no list":                 {[]string{"-seed", seedFile(t, `{"support":{"tickets":{}}}`)}, "tickets"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel() // should it start all the same, it ends at once
			var out bytes.Buffer
			err := run(ctx, c.args, &out)
			if !errors.Is(err, errUsage) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one of usage with %q", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "hush") {
				t.Errorf("the error shows a token: %v", err)
			}
			if out.Len() > 0 {
				t.Errorf("it printed %q", &out)
			}
		})
	}
}

func TestHelpNamesTheTokens(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-help"}, &out); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("error %v", err)
	}
	for _, want := range []string{selltest.DefaultToken, supporttest.DefaultToken, demo.LenaSellToken, demo.BenSupportToken, "-open"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in the help:\n%s", want, &out)
		}
	}
}

func TestAddressInUse(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	err = run(t.Context(), []string{"-sell", "127.0.0.1:0", "-support", taken.Addr().String()}, io.Discard)
	if err == nil || errors.Is(err, errUsage) || !strings.Contains(err.Error(), "-support") {
		t.Errorf("error %v, want one of -support that is no fault of usage", err)
	}
}
