package integration

import (
	"errors"
	"fmt"
	"os"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/sellsupport/zendesk/internal/wholefile"
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
func (s Settings) Save(path string) error {
	if err := s.Validate(); err != nil {
		return err
	}
	data, err := s.document()
	if err != nil {
		return err
	}
	if path, err = wholefile.Target(path); err != nil {
		return fmt.Errorf("integration: settings: %w", err)
	}
	mode := os.FileMode(0o600)
	if info, err := os.Lstat(path); err == nil {
		if !info.Mode().IsRegular() {
			return fmt.Errorf("integration: settings: %s is not a regular file", path)
		}
		mode = info.Mode().Perm()
	}
	if err := wholefile.Write(path, data, mode); err != nil {
		return fmt.Errorf("integration: settings: %w", err)
	}
	return nil
}

// document returns the settings as indented JSON.
func (s Settings) document() ([]byte, error) {
	data, err := json.Marshal(s, jsontext.WithIndent("  "))
	if err != nil {
		return nil, fmt.Errorf("integration: settings: %w", err)
	}
	return append(data, '\n'), nil
}
