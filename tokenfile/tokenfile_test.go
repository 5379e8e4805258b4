package tokenfile_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
	"github.com/sellsupport/zendesk/tokenfile"
	"golang.org/x/oauth2"
)

func pair(n int) *oauth2.Token {
	return &oauth2.Token{AccessToken: fmt.Sprint("SECRET-A", n), RefreshToken: fmt.Sprint("SECRET-R", n), TokenType: "bearer"}
}

func swap(t *testing.T, s zendesk.TokenStore, old, next *oauth2.Token, want bool) {
	t.Helper()
	if swapped, err := s.Swap(t.Context(), old, next); err != nil || swapped != want {
		t.Fatalf("Swap: %v, %v, want %v", swapped, err, want)
	}
}

func load(t *testing.T, s zendesk.TokenStore, want *oauth2.Token) *oauth2.Token {
	t.Helper()
	got, err := s.Load(t.Context())
	if err != nil || (got == nil) != (want == nil) {
		t.Fatalf("Load: %v, %v", got != nil, err)
	}
	if want != nil && (got.AccessToken != want.AccessToken || got.RefreshToken != want.RefreshToken) {
		t.Fatalf("Load: %s, want %s", got.AccessToken, want.AccessToken)
	}
	return got
}

func TestStore(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "tokens.json")
	s := tokenfile.New(path)
	load(t, s, nil)
	swap(t, s, pair(1), pair(2), false)
	load(t, s, nil)
	swap(t, s, nil, pair(1), true)
	swap(t, s, nil, pair(2), false)
	swap(t, s, pair(1), pair(2), true)
	swap(t, s, pair(1), pair(3), false)
	load(t, tokenfile.New(path), pair(2))
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	swap(t, s, pair(1), nil, false)
	swap(t, s, pair(2), nil, true)
	load(t, s, nil)
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != "tokens.json.lock" {
		t.Errorf("left: %v, %v", entries, err)
	}
}

// What a source must know of a token comes back, to the nanosecond and with what
// was granted.
func TestWholeToken(t *testing.T) {
	s := tokenfile.New(filepath.Join(t.TempDir(), "tokens.json"))
	token := pair(1).WithExtra(map[string]any{"scope": "read tickets:write"})
	token.Expiry, token.ExpiresIn = time.Date(2026, 3, 2, 10, 0, 0, 7, time.UTC), 1800
	swap(t, s, nil, token, true)
	got := load(t, s, token)
	if !got.Expiry.Equal(token.Expiry) || got.ExpiresIn != 1800 || got.TokenType != "bearer" || got.Extra("scope") != "read tickets:write" {
		t.Errorf("%v %v %q %v", got.Expiry, got.ExpiresIn, got.TokenType, got.Extra("scope"))
	}
	swap(t, s, token, pair(2), true)
	if got := load(t, s, pair(2)); !got.Expiry.IsZero() || got.ExpiresIn != 0 || got.Extra("scope") != nil {
		t.Errorf("%v %v %v", got.Expiry, got.ExpiresIn, got.Extra("scope"))
	}
}

// A link stays, and two links to one file are one store.
func TestLinks(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "real"), 0o700); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"a": "b", "b": "real/tokens.json", "c": filepath.Join(dir, "real", "tokens.json"), "dir": "real", "real/d": "../b"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	last := (*oauth2.Token)(nil)
	for i, name := range []string{"a", "c", "dir/tokens.json", "dir/d", "b"} {
		s := tokenfile.New(filepath.Join(dir, name))
		load(t, s, last)
		swap(t, s, last, pair(i), true)
		last = pair(i)
	}
	load(t, tokenfile.New(filepath.Join(dir, "real", "tokens.json")), last)
	for _, link := range []string{"a", "b", "c", "dir", "real/d"} {
		if info, err := os.Lstat(filepath.Join(dir, link)); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("%s is not a link any more: %v", link, err)
		}
	}
	if _, err := os.Lstat(filepath.Join(dir, "a.lock")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the lock is beside the link: %v", err)
	}
	if err := os.Symlink("loop", filepath.Join(dir, "loop")); err != nil {
		t.Fatal(err)
	}
	if _, err := tokenfile.New(filepath.Join(dir, "loop")).Load(t.Context()); err == nil {
		t.Error("a link to itself is followed")
	}
}

// What cannot be read is an error and no empty store: else the next pair would
// replace it. The error quotes nothing.
func TestUnusableFiles(t *testing.T) {
	for name, put := range map[string]func(path string) error{
		"empty":       func(path string) error { return os.WriteFile(path, nil, 0o600) },
		"cut off":     func(path string) error { return os.WriteFile(path, []byte(`{"access_token":"SECRET-A1","ref`), 0o600) },
		"other JSON":  func(path string) error { return os.WriteFile(path, []byte(`{"token":"SECRET"}`), 0o600) },
		"wrong type":  func(path string) error { return os.WriteFile(path, []byte(`{"access_token":["SECRET"]}`), 0o600) },
		"for all":     func(path string) error { return os.WriteFile(path, []byte(`{"access_token":"SECRET-A1"}`), 0o644) },
		"directory":   func(path string) error { return os.Mkdir(path, 0o700) },
		"for a group": func(path string) error { return os.WriteFile(path, []byte(`{"access_token":"SECRET-A1"}`), 0o640) },
	} {
		path := filepath.Join(t.TempDir(), "tokens.json")
		if err := put(path); err != nil {
			t.Fatal(err)
		}
		s := tokenfile.New(path)
		token, err := s.Load(t.Context())
		if err == nil || token != nil || strings.Contains(err.Error(), "SECRET") || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, %v", name, token != nil, err)
		}
		if swapped, err := s.Swap(t.Context(), nil, pair(1)); err == nil || swapped {
			t.Errorf("%s: swapped: %v, %v", name, swapped, err)
		}
	}
	if _, err := tokenfile.New("").Load(t.Context()); err == nil {
		t.Error("an empty path is accepted")
	}
	if _, err := tokenfile.New(filepath.Join(t.TempDir(), "missing", "tokens.json")).Load(t.Context()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing directory: %v", err)
	}
}

// Who cannot write keeps what is there.
func TestFailedWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens.json")
	s := tokenfile.New(path)
	swap(t, s, nil, pair(1), true)
	huge := pair(2)
	huge.Expiry = time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC) // has no JSON form
	if swapped, err := s.Swap(t.Context(), pair(1), huge); err == nil || swapped || strings.Contains(err.Error(), "SECRET") {
		t.Errorf("%v, %v", swapped, err)
	}
	load(t, s, pair(1))
}

// A lock that stays taken ends with the context.
func TestWaitingEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens.json")
	free := hold(t, path)
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		if _, err := tokenfile.New(path).Load(ctx); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "tokens.json.lock") {
			t.Errorf("err = %v", err)
		}
		if took := time.Since(start); took != time.Minute {
			t.Errorf("it waited %v", took)
		}
	})
	free()
	load(t, tokenfile.New(path), nil)
}

func TestStringNamesOnlyTheFile(t *testing.T) {
	s := tokenfile.New("x.json")
	if got := fmt.Sprintf("%v %s", s, s); got != "tokenfile.Store(x.json) tokenfile.Store(x.json)" {
		t.Error(got)
	}
}

// Two programs with the same file use one authorization of Sell: what one of
// them refreshes, the other finds.
func TestSharedBySell(t *testing.T) {
	fake := selltest.New()
	fake.AddApp("app", "s3cret", "https://app.example.com/callback")
	path := filepath.Join(t.TempDir(), "tokens.json")
	app := func() sell.OAuth {
		return sell.OAuth{
			ClientID: "app", ClientSecret: "s3cret", RedirectURL: "https://app.example.com/callback",
			Store: tokenfile.New(path), HTTPClient: &http.Client{Transport: fake.Transport()},
		}
	}
	if _, err := app().Exchange(t.Context(), fake.Approve("app", 1)); err != nil {
		t.Fatal(err)
	}
	var clients []*sell.Client
	for range 2 {
		tokens, err := app().Resume(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		client, err := sell.NewClient(tokens, &sell.Config{HTTPClient: &http.Client{Transport: fake.Transport()}})
		if err != nil {
			t.Fatal(err)
		}
		clients = append(clients, client)
	}
	first, err := tokenfile.New(path).Load(t.Context())
	if err != nil || first == nil {
		t.Fatal(err)
	}
	fake.RevokeToken(first.AccessToken)
	for _, client := range clients {
		if _, err := client.Users.Self(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	refreshes := 0
	for _, r := range fake.Requests() {
		if strings.Contains(r.Path, "/oauth2/token") {
			refreshes++
		}
	}
	second, err := tokenfile.New(path).Load(t.Context())
	if err != nil || refreshes != 2 || second.AccessToken == first.AccessToken {
		t.Errorf("%d requests for tokens, %v", refreshes, err)
	}
	if err := app().Revoke(t.Context()); err != nil {
		t.Fatal(err)
	}
	load(t, tokenfile.New(path), nil)
}
