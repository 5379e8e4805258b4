package integration

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/leadrouting"
)

// SettingsVersion is the version of the settings document that this package
// reads and writes.
const SettingsVersion = 1

// Settings are the settings of the integration as one document, which mirrors the
// product's settings page. No API can read or write the product's own values, so
// this document is a copy that you keep: whoever changes the page must change it
// too.
type Settings struct {
	// Version is [SettingsVersion].
	Version int `json:"version"`

	// TicketsInSell is "View Support tickets in Sell". If it is off,
	// [Agent.Tickets] returns [ErrSwitchedOff].
	TicketsInSell bool `json:"tickets_in_sell"`

	// SellInSupport is "View Sell information in Support". If it is off,
	// [Agent.Records] and [Agent.CreateLead] return [ErrSwitchedOff].
	SellInSupport bool `json:"sell_in_support"`

	// Routing holds "Access to Sell information in Support", "Assign Owner"
	// and "Allow agents to assign any owner".
	Routing leadrouting.Policy `json:"routing"`

	// Lead holds "Assign Status" and "Assign Source".
	Lead LeadSettings `json:"lead"`

	// Fields is "Field Configuration": which attributes of a record are shown
	// beside a ticket, and in what order. An empty list means [DefaultFields].
	Fields FieldSettings `json:"fields,omitzero"`

	// TicketField is the name of the custom lead field that holds the number of
	// the ticket. The default is [DefaultTicketField]. An admin must create it by
	// hand, as a filterable single-line text; [Integration.Check] reports whether
	// it exists.
	TicketField string `json:"ticket_field,omitzero"`

	// Setup is what [Integration.Plan] needs beyond the settings page.
	Setup SetupSettings `json:"setup,omitzero"`
}

// SetupSettings are choices that the setup of the accounts needs.
type SetupSettings struct {
	// TicketGroup is the id of the Support group for new tickets without a group,
	// and for tickets from Sell. The default is the default group of the account.
	TicketGroup int64 `json:"ticket_group,omitzero"`

	// NotifySubject and NotifyBody are the e-mail that notifies a customer of a ticket
	// that was created in Sell. They may contain Support placeholders such as
	// {{ticket.title}}. The default is a short text in English.
	NotifySubject string `json:"notify_subject,omitzero"`
	NotifyBody    string `json:"notify_body,omitzero"`

	// AppID is the number of the app Zendesk Sell in the Marketplace, for
	// [Integration.Apply] to install it. No documentation gives it; 0 leaves the
	// installation to a person.
	AppID int64 `json:"app_id,omitzero"`
}

// LeadSettings say what a new lead starts with.
type LeadSettings struct {
	// Status is the name of a lead status; "" leaves the choice to Sell, which
	// uses its first one.
	Status string `json:"status,omitzero"`
	// Source is the name of a lead source, which is created if it does not exist;
	// "" sets no source.
	Source string `json:"source,omitzero"`
}

// FieldSettings lists the attributes to show for each kind of record: by API name,
// such as "email", or as "custom:" and the name of a custom field.
type FieldSettings struct {
	Lead    []string `json:"lead,omitzero"`
	Person  []string `json:"person,omitzero"`
	Company []string `json:"company,omitzero"`
}

// DefaultTicketField is the default of [Settings.TicketField].
const DefaultTicketField = "Zendesk ticket"

// DefaultSettings returns the settings of a fresh installation: both halves are on,
// only Sell users have access, and each lead belongs to the agent who creates it.
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
	File     string // the file that was read, "" if there was none
	Problems []SettingsProblem
}

// SettingsProblem is one problem, at a path such as "routing.owners[1]". The path
// of the document as a whole is "document".
type SettingsProblem struct {
	Path    string
	Problem string
	// Line and Column locate the problem in the document, or the place where
	// something is missing. Both count from 1, columns in characters. They are 0
	// for settings that were not read from a document.
	Line, Column int
}

// Error lists each path with its problem.
func (e *SettingsError) Error() string {
	var b strings.Builder
	b.WriteString("integration: settings: ")
	if e.File != "" {
		b.WriteString(e.File + ": ")
	}
	for i, p := range e.Problems {
		if i > 0 {
			b.WriteString("; ")
		}
		if p.Line > 0 {
			fmt.Fprintf(&b, "line %d, column %d: ", p.Line, p.Column)
		}
		b.WriteString(p.Path + ": " + p.Problem)
	}
	return b.String()
}

// Validate reports everything that is wrong with the settings by themselves, as a
// [*SettingsError]. [Integration.Check] reports whether status, source, owners and
// custom fields exist in the account.
func (s Settings) Validate() error {
	return settingsError(append(s.problems(), s.routingProblems()...))
}

// settingsError returns the problems as an error, sorted by path; nil if there are
// none.
func settingsError(problems []SettingsProblem) error {
	if len(problems) == 0 {
		return nil
	}
	slices.SortStableFunc(problems, func(a, b SettingsProblem) int { return strings.Compare(a.Path, b.Path) })
	return &SettingsError{Problems: problems}
}

// problems returns the problems of everything but the routing.
func (s Settings) problems() []SettingsProblem {
	var all []SettingsProblem
	add := func(path, problem string) { all = append(all, SettingsProblem{Path: path, Problem: problem}) }
	if s.Version != SettingsVersion {
		add("version", fmt.Sprintf("is %d; this package supports version %d", s.Version, SettingsVersion))
	}
	for path, text := range map[string]string{"lead.status": s.Lead.Status, "lead.source": s.Lead.Source, "ticket_field": s.TicketField} {
		if text != strings.TrimSpace(text) {
			add(path, "starts or ends with whitespace")
		}
	}
	if s.Setup.TicketGroup < 0 {
		add("setup.ticket_group", fmt.Sprintf("%d is not an id", s.Setup.TicketGroup))
	}
	if s.Setup.AppID < 0 {
		add("setup.app_id", fmt.Sprintf("%d is not an id", s.Setup.AppID))
	}
	for _, shown := range s.Fields.kinds() {
		for i, name := range shown.names {
			path := fmt.Sprintf("fields.%s[%d]", shown.kind, i)
			if slices.Contains(shown.names[:i], name) {
				add(path, fmt.Sprintf("repeats %q", name))
			} else if problem := shown.problem(name); problem != "" {
				add(path, problem)
			}
		}
	}
	return all
}

func (s Settings) routingProblems() []SettingsProblem { return ofRouting(s.Routing.Validate(nil)) }

func ofRouting(faults leadrouting.Problems) []SettingsProblem {
	all := make([]SettingsProblem, len(faults))
	for i, p := range faults {
		all[i] = SettingsProblem{Path: strings.TrimSuffix("routing."+p.Path, "."), Problem: strings.TrimPrefix(p.Err.Error(), "leadrouting: ")}
	}
	return all
}
