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
	"time"

	"github.com/sellsupport/zendesk/sell/selltest"
)

// serve puts a stand-in on a port of this machine.
func serve(t *testing.T, change ...func(*selltest.Server)) (url string) {
	t.Helper()
	fake := selltest.New()
	for _, f := range change {
		f(fake)
	}
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

// Running it again is advised only where that can help.
func TestAdvice(t *testing.T) {
	const again = "un it again"
	for name, test := range map[string]struct {
		status int
		token  string
		advice string
		again  bool
	}{
		"wrong token":   {0, "wrong-secret", "Set SELL_ACCESS_TOKEN", false},
		"no scope":      {403, selltest.DefaultToken, "scopes read and profile", false},
		"other address": {404, selltest.DefaultToken, "SELL_URL", false},
		"bad request":   {422, selltest.DefaultToken, "not complete.", false},
		"not available": {501, selltest.DefaultToken, "as it should", true},
	} {
		t.Run(name, func(t *testing.T) {
			url := serve(t, func(fake *selltest.Server) {
				if test.status != 0 {
					fake.FailNext(1000, test.status, nil)
				}
			})
			var out bytes.Buffer
			err := run(t.Context(), []string{"-dir", t.TempDir()}, env(url, test.token), &out, false)
			if status(err) != 1 || !strings.Contains(out.String(), test.advice) || strings.Contains(out.String(), again) != test.again {
				t.Errorf("error %v, advice:\n%s", err, out.String())
			}
			if strings.Contains(err.Error()+out.String(), "secret") {
				t.Errorf("it shows the token:\n%v\n%s", err, out.String())
			}
		})
	}
	t.Run("nobody there", func(t *testing.T) {
		var out bytes.Buffer
		ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
		defer cancel()
		if err := run(ctx, []string{"-dir", t.TempDir()}, env(serve(t), "x"), &out, false); status(err) != 1 || !strings.Contains(out.String(), again) {
			t.Errorf("error %v, advice:\n%s", err, out.String())
		}
	})
	t.Run("another account", func(t *testing.T) {
		dir := t.TempDir()
		var out bytes.Buffer
		if err := os.WriteFile(filepath.Join(dir, "manifest.json"), []byte(`{"version":1,"account":{"id":1}}`), 0o600); err != nil {
			t.Fatal(err)
		}
		url := serve(t, func(fake *selltest.Server) { fake.Seed("accounts", `{"id":77,"name":"Other"}`) })
		err := run(t.Context(), []string{"-dir", dir}, env(url, selltest.DefaultToken), &out, false)
		if err == nil || !strings.Contains(err.Error(), "account 1") || strings.Contains(out.String(), again) {
			t.Errorf("error %v, advice:\n%s", err, out.String())
		}
	})
}
