// Package tokenfile keeps the OAuth tokens of one authorization in a file, so
// that a program goes on after a restart and several processes of a machine
// share the tokens:
//
//	app := support.OAuth{…, Store: tokenfile.New("support-tokens.json")}
//	tokens, err := app.Resume(ctx)
//	if errors.Is(err, zendesk.ErrUnauthorized) {
//		… // nothing there yet, or it has ended: send the user to app.AuthCodeURL
//	}
//
// Each authorization needs a file of its own: Sell and Support never share one,
// nor do two users.
//
// The tokens are not encrypted. Only the owner can read the file (0600), and one
// that others can read is refused. It is replaced as a whole and synced, so
// after a crash it holds the old tokens or the new. A lock beside it, the same
// name with .lock at the end, keeps processes apart; the system frees it when
// a process dies, and the empty file stays. Keep both on a local disk: not every
// network file system locks.
package tokenfile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/wholefile"
	"github.com/sellsupport/zendesk/internal/wire"
	"golang.org/x/oauth2"
)

// Store is a [zendesk.TokenStore] in a file. It is safe for concurrent use, also
// by several stores and processes with the same file.
type Store struct{ path string }

var _ zendesk.TokenStore = (*Store)(nil)

// New returns a store in the file with that path. The directory must exist and
// be writable; the file is made when there are tokens to keep. If the path is a
// symbolic link, the file that it leads to is read and replaced, and the link
// stays. A relative path is taken from the working directory at each use.
func New(path string) *Store { return &Store{path} }

// mode lets the owner alone read and write.
const mode = 0o600

// content is the file. The scope is what the token was granted: a source that
// resumes checks it.
type content struct {
	AccessToken  string    `json:"access_token"`
	RefreshToken string    `json:"refresh_token,omitzero"`
	TokenType    string    `json:"token_type,omitzero"`
	Expiry       time.Time `json:"expiry,omitzero"`
	ExpiresIn    int64     `json:"expires_in,omitzero"`
	Scope        string    `json:"scope,omitzero"`
}

// Load returns the stored tokens, or nil if there is no file. A file that others
// can read, or that does not hold tokens, is an error.
func (s *Store) Load(ctx context.Context) (token *oauth2.Token, err error) {
	err = s.locked(ctx, func(file string) error {
		token, err = read(file)
		return err
	})
	return token, err
}

// Swap stores next if the file still holds old, and reports whether it did. A nil
// next removes the file. Where it returns no error, what it did is on the disk.
func (s *Store) Swap(ctx context.Context, old, next *oauth2.Token) (swapped bool, err error) {
	err = s.locked(ctx, func(file string) error {
		stored, err := read(file)
		if err != nil || !wire.SamePair(stored, old) {
			return err
		}
		if err := write(file, next); err != nil {
			return err
		}
		swapped = true
		return nil
	})
	return swapped, err
}

// String names what it is and the file.
func (s *Store) String() string { return "tokenfile.Store(" + s.path + ")" }

// between is how long another process that has the lock is given before the next
// look; it needs it for a few milliseconds.
const between = 5 * time.Millisecond

// locked calls do with the file that the path leads to, while nobody else does.
func (s *Store) locked(ctx context.Context, do func(file string) error) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("tokenfile: %w", err)
		}
	}()
	if s.path == "" {
		return errors.New("the path is empty: give New the name of a file")
	}
	file, err := wholefile.Target(s.path)
	if err != nil {
		return err
	}
	lock, err := os.OpenFile(file+".lock", os.O_CREATE|os.O_RDWR, mode)
	if err != nil {
		return err
	}
	defer lock.Close() //nolint:errcheck // that frees the lock; nothing was written
	for {
		got, err := tryLock(lock)
		if err != nil {
			return fmt.Errorf("lock %s: %w", lock.Name(), err)
		}
		if got {
			return do(file)
		}
		if err := wire.Sleep(ctx, between); err != nil {
			return fmt.Errorf("another process holds %s: %w", lock.Name(), err)
		}
	}
}

func read(file string) (*oauth2.Token, error) {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", file)
	case info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows": // which has no such bits
		return nil, fmt.Errorf("%s can be read by others (%v): chmod 600 it, and authorize anew if anyone may have read it", file, info.Mode().Perm())
	}
	var c content
	if json.UnmarshalRead(f, &c) != nil || c.AccessToken == "" { // the cause would quote it
		return nil, fmt.Errorf("%s does not hold tokens: remove it to authorize anew", file)
	}
	token := &oauth2.Token{AccessToken: c.AccessToken, RefreshToken: c.RefreshToken, TokenType: c.TokenType, Expiry: c.Expiry, ExpiresIn: c.ExpiresIn}
	if c.Scope != "" {
		token = token.WithExtra(map[string]any{"scope": c.Scope})
	}
	return token, nil
}

func write(file string, t *oauth2.Token) error {
	sweep(file)
	if t == nil {
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		wholefile.SyncDir(filepath.Dir(file))
		return nil
	}
	c := content{AccessToken: t.AccessToken, RefreshToken: t.RefreshToken, TokenType: t.TokenType, Expiry: t.Expiry, ExpiresIn: t.ExpiresIn}
	c.Scope, _ = t.Extra("scope").(string)
	data, err := json.Marshal(c, jsontext.WithIndent("  "))
	if err != nil {
		return errors.New("the tokens cannot be written as JSON") // the cause would quote them
	}
	return wholefile.Write(file, append(data, '\n'), mode)
}

// sweep removes what a process left that died while it wrote: tokens, too. The
// lock is held, so nobody is writing now.
func sweep(file string) {
	dir := filepath.Dir(file)
	prefix, suffix := wholefile.Temp(file)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // not to be listed; the next one may
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), prefix) && strings.HasSuffix(e.Name(), suffix) {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}
