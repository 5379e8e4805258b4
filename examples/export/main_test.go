package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/sell/selltest"
)

// serve puts a stand-in on a port of this machine.
func serve(t *testing.T) (url string) {
	t.Helper()
	fake := selltest.New()
	fake.Seed("leads", `{"last_name":"Ruiz"}`, `{"last_name":"Soto"}`)
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: fake}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return "http://" + listener.Addr().String()
}

func env(url, token string) func(string) string {
	return func(name string) string {
		return map[string]string{"SELL_URL": url, "SELL_ACCESS_TOKEN": token}[name]
	}
}

func TestCopyAndVerify(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "copy")
	getenv := env(serve(t), selltest.DefaultToken)
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-dir", dir}, getenv, &out, false); err != nil {
		t.Fatal(err)
	}
	if got := "\n" + out.String(); !strings.Contains(got, "\nleads: 2\n") || strings.Contains(got, "\r") || strings.Contains(got, selltest.DefaultToken) {
		t.Errorf("the output is\n%s", got)
	}
	out.Reset()
	if err := run(t.Context(), []string{"-dir", dir, "-verify"}, env("", ""), &out, false); err != nil || !strings.Contains(out.String(), "as its manifest says") {
		t.Errorf("verify: %v\n%s", err, out.String())
	}
	out.Reset()
	if err := run(t.Context(), []string{"-dir", dir}, getenv, &out, true); err != nil || !strings.Contains(out.String(), "\r\033[K[###") {
		t.Errorf("on a terminal: %v\n%q", err, out.String())
	}
	if err := os.WriteFile(filepath.Join(dir, "leads.ndjson"), []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), []string{"-dir", dir, "-verify"}, env("", ""), &out, false); status(err) != 1 {
		t.Errorf("a damaged copy: status %d, error %v; want 1", status(err), err)
	}
}

func TestRefusals(t *testing.T) {
	var out bytes.Buffer
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for name, test := range map[string]struct {
		args   []string
		getenv func(string) string
		ctx    context.Context
		status int
	}{
		"no directory":  {nil, env("", "x"), t.Context(), 2},
		"unknown flag":  {[]string{"-wrong"}, env("", "x"), t.Context(), 2},
		"no token":      {[]string{"-dir", t.TempDir()}, env("", ""), t.Context(), 2},
		"plain http":    {[]string{"-dir", t.TempDir()}, env("http://example.com", "x"), t.Context(), 2},
		"nothing there": {[]string{"-dir", t.TempDir(), "-verify"}, env("", ""), t.Context(), 1},
		"wrong token":   {[]string{"-dir", t.TempDir()}, env(serve(t), "wrong-secret"), t.Context(), 1},
		"stopped":       {[]string{"-dir", t.TempDir()}, env(serve(t), selltest.DefaultToken), stopped, 130},
	} {
		t.Run(name, func(t *testing.T) {
			out.Reset()
			err := run(test.ctx, test.args, test.getenv, &out, false)
			if status(err) != test.status || strings.Contains(err.Error()+out.String(), "wrong-secret") {
				t.Errorf("status %d, error %v, want status %d and no token\n%s", status(err), err, test.status, out.String())
			}
			if name == "no token" && !strings.Contains(out.String(), "go run ./examples/sandbox") {
				t.Errorf("it does not say how to try it:\n%s", out.String())
			}
		})
	}
	if err := run(t.Context(), []string{"-help"}, env("", ""), &out, false); !errors.Is(err, flag.ErrHelp) || status(err) != 0 {
		t.Errorf("help: %v", err)
	}
}
