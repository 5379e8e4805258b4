package integration

import (
	"bytes"
	"encoding"
	stdjson "encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/sellsupport/zendesk/leadrouting"
)

// SettingsVersion is the version of the settings document that this package
// reads and writes.
const SettingsVersion = 1

// Settings are the settings of the integration, one to one with the settings
// page of the product, as one document. The product's own values cannot be read
// or written through any API: these are yours, and whoever changes the page
// must change both.
type Settings struct {
	// Version is [SettingsVersion].
	Version int `json:"version"`

	// TicketsInSell is "View Support tickets in Sell". When off,
	// [Agent.Tickets] is refused.
	TicketsInSell bool `json:"tickets_in_sell"`

	// SellInSupport is "View Sell information in Support". When off,
	// [Agent.Records] and [Agent.CreateLead] are refused.
	SellInSupport bool `json:"sell_in_support"`

	// Routing holds "Access to Sell information in Support", "Assign Owner"
	// and "Allow agents to assign any owner".
	Routing leadrouting.Policy `json:"routing"`

	// Lead holds "Assign Status" and "Assign Source".
	Lead LeadSettings `json:"lead"`

	// Fields is "Field Configuration": which attributes of a record are shown
	// beside a ticket, and in what order. An empty list is [DefaultFields].
	Fields FieldSettings `json:"fields,omitzero"`

	// TicketField is the name of the custom field of leads that holds the
	// number of the ticket; the default is [DefaultTicketField]. An admin makes
	// it by hand, as a single line text that is filterable; [Integration.Check]
	// says whether it is there.
	TicketField string `json:"ticket_field,omitzero"`
}

// LeadSettings say what a new lead starts with.
type LeadSettings struct {
	// Status is the name of a lead status; "" leaves the choice to Sell, which
	// takes its first one.
	Status string `json:"status,omitzero"`
	// Source is the name of a lead source, made if there is none; "" is none.
	Source string `json:"source,omitzero"`
}

// FieldSettings list the attributes shown of each kind of record, by their API
// name such as "email", or "custom:" and the name of a custom field.
type FieldSettings struct {
	Lead    []string `json:"lead,omitzero"`
	Person  []string `json:"person,omitzero"`
	Company []string `json:"company,omitzero"`
}

// DefaultTicketField is the default of [Settings.TicketField].
const DefaultTicketField = "Zendesk ticket"

// DefaultSettings are those of a fresh installation: both halves on, only
// Sell users have access, and each lead belongs to the agent who makes it.
func DefaultSettings() Settings {
	return Settings{Version: SettingsVersion, TicketsInSell: true, SellInSupport: true}
}

func (s Settings) ticketField() string {
	if s.TicketField == "" {
		return DefaultTicketField
	}
	return s.TicketField
}

// SettingsError lists everything that is wrong with a settings document.
type SettingsError struct {
	Problems []SettingsProblem
}

// SettingsProblem is one fault, at a path such as "routing.owners[1]".
type SettingsProblem struct {
	Path    string
	Problem string
}

// Error names each path and its problem.
func (e *SettingsError) Error() string {
	var b strings.Builder
	b.WriteString("integration: settings: ")
	for i, p := range e.Problems {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(p.Path + ": " + p.Problem)
	}
	return b.String()
}

// Validate reports everything that is wrong with the settings by themselves.
// Whether status, source and owners exist in the account is for
// [Integration.Check] to say.
func (s Settings) Validate() error {
	var e SettingsError
	add := func(path, problem string) { e.Problems = append(e.Problems, SettingsProblem{path, problem}) }
	if s.Version != SettingsVersion {
		add("version", fmt.Sprintf("is %d; this package knows version %d", s.Version, SettingsVersion))
	}
	for _, p := range s.Routing.Validate(nil) {
		add("routing."+p.Path, strings.TrimPrefix(p.Err.Error(), "leadrouting: "))
	}
	for path, text := range map[string]string{"lead.status": s.Lead.Status, "lead.source": s.Lead.Source, "ticket_field": s.TicketField} {
		if text != strings.TrimSpace(text) {
			add(path, "starts or ends with a blank")
		}
	}
	for kind, names := range map[string][]string{"lead": s.Fields.Lead, "person": s.Fields.Person, "company": s.Fields.Company} {
		for i, name := range names {
			path := fmt.Sprintf("fields.%s[%d]", kind, i)
			switch {
			case name == "" || name == customPrefix:
				add(path, "is empty")
			case slices.Contains(names[:i], name):
				add(path, fmt.Sprintf("repeats %q", name))
			}
		}
	}
	if len(e.Problems) == 0 {
		return nil
	}
	slices.SortStableFunc(e.Problems, func(a, b SettingsProblem) int { return strings.Compare(a.Path, b.Path) })
	return &e
}

// ParseSettings reads a settings document and validates it. What the document
// leaves out is as in [DefaultSettings], but for the version, which it must
// have. Unknown members and wrong types are errors that name their path.
func ParseSettings(data []byte) (Settings, error) {
	s := DefaultSettings()
	s.Version = 0
	err := json.Unmarshal(data, &s, json.RejectUnknownMembers(true))
	if err == nil {
		return s, s.Validate()
	}
	problems := decodeProblems(data)
	if len(problems) == 0 {
		return Settings{}, fmt.Errorf("integration: settings: malformed JSON")
	}
	return Settings{}, &SettingsError{problems}
}

// decodeProblems finds every member that does not decode, by taking out one
// after the other.
func decodeProblems(data []byte) []SettingsProblem {
	var problems []SettingsProblem
	for range 100 { // each round takes one member out
		var s Settings
		e, ok := errors.AsType[*json.SemanticError](json.Unmarshal(data, &s, json.RejectUnknownMembers(true)))
		if !ok {
			break
		}
		problem := "is of the wrong type"
		switch {
		case errors.Is(e, json.ErrUnknownName):
			problem = "is not known"
		case e.Err != nil && e.JSONKind == '"':
			problem = strings.TrimPrefix(e.Err.Error(), "leadrouting: ")
		}
		problems = append(problems, SettingsProblem{pathOf(e.JSONPointer), problem})
		var tree any
		if json.Unmarshal(data, &tree) != nil || e.JSONPointer == "" {
			break
		}
		tree = without(tree, slices.Collect(e.JSONPointer.Tokens()))
		var err error
		if data, err = json.Marshal(tree); err != nil {
			break
		}
	}
	return problems
}

// pathOf turns a JSON pointer into the form of [SettingsProblem.Path].
func pathOf(p jsontext.Pointer) string {
	var b strings.Builder
	for token := range p.Tokens() {
		if token != "" && strings.Trim(token, "0123456789") == "" {
			b.WriteString("[" + token + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(token)
	}
	if b.Len() == 0 {
		return "document"
	}
	return b.String()
}

// without takes the member that the tokens name out of a JSON tree. An item of
// a list becomes null, so that the others keep their place.
func without(tree any, tokens []string) any {
	switch node := tree.(type) {
	case map[string]any:
		if len(tokens) == 1 {
			delete(node, tokens[0])
		} else {
			node[tokens[0]] = without(node[tokens[0]], tokens[1:])
		}
	case []any:
		var i int
		if _, err := fmt.Sscan(tokens[0], &i); err == nil && i < len(node) {
			if len(tokens) == 1 {
				node[i] = nil
			} else {
				node[i] = without(node[i], tokens[1:])
			}
		}
	}
	return tree
}

// LoadSettings reads and validates the settings document in a file.
func LoadSettings(path string) (Settings, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Settings{}, fmt.Errorf("integration: settings: %w", err)
	}
	return ParseSettings(data)
}

// Save validates the settings and writes them to a file. The file is replaced
// as a whole: whatever happens, it holds either the old or the new document.
func (s Settings) Save(path string) (err error) {
	if err := s.Validate(); err != nil {
		return err
	}
	data, err := s.document()
	if err != nil {
		return err
	}
	mode := os.FileMode(0o600)
	if info, err := os.Stat(path); err == nil {
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

// document returns the settings as indented JSON.
func (s Settings) document() ([]byte, error) {
	data, err := json.Marshal(s, jsontext.WithIndent("  "))
	if err != nil {
		return nil, fmt.Errorf("integration: settings: %w", err)
	}
	return append(data, '\n'), nil
}

// SettingsChange is one difference between two settings documents.
type SettingsChange struct {
	Path string             `json:"path"`
	From stdjson.RawMessage `json:"from"`
	To   stdjson.RawMessage `json:"to"`
}

// Compare lists what changes from s to other, by path, in alphabetical order.
func (s Settings) Compare(other Settings) []SettingsChange {
	from, to := flatten(s), flatten(other) // both have every path
	var changes []SettingsChange
	for _, path := range slices.Sorted(maps.Keys(from)) {
		if !bytes.Equal(from[path], to[path]) {
			changes = append(changes, SettingsChange{path, from[path], to[path]})
		}
	}
	return changes
}

// flatten maps the path of each setting to its JSON; lists are one setting, and
// so is what has a text form, such as an owner.
func flatten(s Settings) map[string]stdjson.RawMessage {
	all := make(map[string]stdjson.RawMessage)
	var walk func(prefix string, v reflect.Value)
	walk = func(prefix string, v reflect.Value) {
		for field, value := range v.Fields() {
			if !field.IsExported() {
				continue
			}
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			path := strings.TrimPrefix(prefix+"."+name, ".")
			if _, text := reflect.TypeAssert[encoding.TextMarshaler](value); value.Kind() == reflect.Struct && !text {
				walk(path, value)
				continue
			}
			raw, err := json.Marshal(value.Interface())
			if err == nil {
				all[path] = raw
			}
		}
	}
	walk("", reflect.ValueOf(s))
	return all
}
