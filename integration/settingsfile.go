package integration

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// LoadSettings reads and validates the settings document in a file.
func LoadSettings(path string) (Settings, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Settings{}, fmt.Errorf("integration: settings: %w", err)
	}
	s, err := ParseSettings(data)
	if e, ok := errors.AsType[*SettingsError](err); ok {
		e.File = path
	}
	return s, err
}

// Save validates the settings and writes them to a file. The file is replaced
// atomically: whatever happens, it holds either the old or the new document. If
// path is a symbolic link, its target is replaced.
func (s Settings) Save(path string) (err error) {
	if err := s.Validate(); err != nil {
		return err
	}
	data, err := s.document()
	if err != nil {
		return err
	}
	if path, err = linked(path); err != nil {
		return fmt.Errorf("integration: settings: %w", err)
	}
	mode := os.FileMode(0o600)
	if info, err := os.Lstat(path); err == nil {
		if !info.Mode().IsRegular() {
			return fmt.Errorf("integration: settings: %s is not a regular file", path)
		}
		mode = info.Mode().Perm()
	}
	dir := filepath.Dir(path)
	temp, err := os.CreateTemp(dir, ".settings-*.json")
	if err != nil {
		return fmt.Errorf("integration: settings: %w", err)
	}
	defer func() {
		if err != nil {
			_ = temp.Close()
			_ = os.Remove(temp.Name())
			err = fmt.Errorf("integration: settings: %w", err)
		}
	}()
	if _, err = temp.Write(data); err != nil {
		return err
	}
	if err = temp.Chmod(mode); err != nil {
		return err
	}
	if err = temp.Sync(); err != nil {
		return err
	}
	if err = temp.Close(); err != nil {
		return err
	}
	if err = os.Rename(temp.Name(), path); err != nil {
		return err
	}
	if d, err := os.Open(dir); err == nil { // the new name must survive a power cut, too
		_ = d.Sync()
		_ = d.Close()
	}
	return nil
}

// linked follows symbolic links to their target, whether or not it exists.
func linked(path string) (string, error) {
	const most = 40
	for range most {
		info, err := os.Lstat(path)
		if err != nil || info.Mode()&os.ModeSymlink == 0 {
			return path, nil //nolint:nilerr // writing will report what is wrong with it
		}
		to, err := os.Readlink(path)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return "", fmt.Errorf("%s: too many symbolic links", path)
}

// document returns the settings as indented JSON.
func (s Settings) document() ([]byte, error) {
	data, err := json.Marshal(s, jsontext.WithIndent("  "))
	if err != nil {
		return nil, fmt.Errorf("integration: settings: %w", err)
	}
	return append(data, '\n'), nil
}
