package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/sellsupport/zendesk/integration"
)

// page writes text with aligned columns.
type page struct {
	b    strings.Builder
	cols *tabwriter.Writer
}

func (p *page) title(format string, args ...any) {
	p.end()
	fmt.Fprintf(&p.b, "\n"+format+"\n", args...)
}

// line writes a line of cells, aligned with those above.
func (p *page) line(cells ...any) {
	if p.cols == nil {
		p.cols = tabwriter.NewWriter(&p.b, 0, 0, 2, ' ', 0)
	}
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = fmt.Sprint(c)
	}
	fmt.Fprintln(p.cols, "  "+strings.Join(texts, "\t")) // a builder takes everything
}

// block writes a multi-line text, each line after a bar.
func (p *page) block(text string) {
	p.end()
	for line := range strings.Lines(text) {
		fmt.Fprintf(&p.b, "    | %s\n", strings.TrimRight(line, "\n"))
	}
}

// end ends the columns.
func (p *page) end() {
	if p.cols != nil {
		_ = p.cols.Flush() // a builder takes everything
		p.cols = nil
	}
}

// text returns the story for people to read.
func (s *story) text() string {
	p := new(page)
	where := "Zendesk account " + s.Subdomain
	if s.StandIns {
		where = "stand-ins of both products, company " + s.Subdomain
	}
	fmt.Fprintf(&p.b, "Sell and Support together: %s; %s acts.\n", where, s.Agent)
	s.writeRequirements(p)
	s.writeSettings(p)
	s.writeCard(p)
	s.writeRecords(p)
	s.writeOffer(p)
	if s.Lead != nil {
		p.title("6. A lead from ticket %d: %s", s.Lead.Ticket, meaning[s.Lead.Outcome])
		s.Lead.write(p)
		s.Lead.writeTexts(p)
	}
	if s.Again != nil {
		p.title("7. The same call again: %s", meaning[s.Again.Outcome])
		s.Again.write(p)
		p.line("still", fmt.Sprintf("%d note on the lead, %d private comment on the ticket", len(s.Again.Notes), len(s.Again.Comments)))
	}
	if s.Known != nil {
		p.title("8. A lead from ticket %d: %s", s.Known.Ticket, meaning[s.Known.Outcome])
		s.Known.write(p)
	}
	p.end()
	return p.b.String()
}

// meaning explains the outcomes; "" is that of an error.
var meaning = map[integration.Outcome]string{
	"":                   "failed",
	integration.Created:  "created",
	integration.Existing: "nothing was created, the ticket already has a lead",
	integration.Matched:  "nothing was created, Sell already knows the customer",
	integration.Planned:  "nothing was created, this is what -write would do",
}

func (p person) String() string {
	if p.Name == "" {
		return fmt.Sprint(p.ID)
	}
	return fmt.Sprintf("%s (%d)", p.Name, p.ID)
}

func (s *story) writeRequirements(p *page) {
	if s.Requirements == nil {
		return
	}
	missing := 0
	for _, r := range s.Requirements {
		if r.State == integration.NotMet {
			missing++
		}
	}
	p.title("1. What the integration needs: %d of %d requirements are not met", missing, len(s.Requirements))
	for _, r := range s.Requirements {
		p.line(r.State, r.Name, r.Detail)
		if r.Fix != "" {
			p.line("", "", "-> "+r.Fix)
		}
		if r.Link != "" {
			p.line("", "", "   "+r.Link)
		}
	}
}

func (s *story) writeSettings(p *page) {
	if s.Requirements == nil {
		return
	}
	onOff := map[bool]string{true: "on", false: "off"}
	p.title("2. The settings")
	p.line("View Support tickets in Sell", onOff[s.Settings.TicketsInSell])
	p.line("View Sell information in Support", onOff[s.Settings.SellInSupport])
	p.line("Access to Sell information in Support", s.Settings.Routing.Access)
	p.line("Assign Status", or(s.Settings.Lead.Status, "Sell's first one"))
	p.line("Assign Source", or(s.Settings.Lead.Source, "none"))
	owners := make([]string, len(s.Settings.Routing.Owners))
	for i, o := range s.Settings.Routing.Owners {
		owners[i] = o.String()
	}
	p.line("Assign Owner", or(strings.Join(owners, ", "), "nobody"))
	p.line("Allow agents to assign any owner", onOff[s.Settings.Routing.AllowAnyOwner])
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func (s *story) writeCard(p *page) {
	if s.Records == nil {
		return
	}
	if s.Card == nil {
		p.title("3. Tickets on the card of a Sell record: Sell has no record of this customer")
		return
	}
	p.title("3. Tickets on the card of %s in Sell: %d", strings.TrimSpace(s.Card.String()+" "+s.Card.Name), len(s.Card.Tickets))
	for _, t := range s.Card.Tickets {
		p.line(t.ID, t.Status, or(string(t.Priority), "-"), t.Subject)
	}
}

func (s *story) writeRecords(p *page) {
	if s.Records == nil {
		return
	}
	p.title("4. Sell records beside ticket %d in Support: %d", s.Records.Ticket, len(s.Records.Matches)+len(s.Records.Deals))
	writeMatches(p, s.Records.Matches)
	for _, d := range s.Records.Deals {
		p.line(integration.Deal(d.ID), d.Name, d.Value)
		p.line("", d.URL)
	}
}

func writeMatches(p *page, matches []match) {
	for _, m := range matches {
		p.line(m.Ref, m.Name, "found by "+m.By, "owner "+m.Owner.String())
		var fields []string
		for _, f := range m.Fields {
			fields = append(fields, f.Name+" "+f.Value)
		}
		if len(fields) > 0 {
			p.line("", strings.Join(fields, ", "))
		}
		p.line("", m.URL)
	}
}

func (s *story) writeOffer(p *page) {
	switch {
	case s.Offer.Rule == "":
		return
	case len(s.Offer.Owners) == 0:
		p.title("5. The owner of a new lead: the agent is not asked (rule %s)", s.Offer.Rule)
		return
	}
	p.title("5. The owner of a new lead: the agent is asked (rule %s)", s.Offer.Rule)
	for _, o := range s.Offer.Owners {
		chosen := ""
		if o == s.Choice {
			chosen = "<- chosen"
		}
		p.line(o, s.Offer.Names[o], chosen)
	}
}

func (a *attempt) write(p *page) {
	if l := a.Lead; l != nil {
		p.line("lead", fmt.Sprintf("%d, %s", l.ID, l.Name))
		p.line("", l.URL)
		p.line("status", l.Status)
		p.line("source", or(l.Source, "none"))
		p.line("owner", l.Owner)
	}
	if !a.Decision.Owner.IsZero() {
		p.line("reason", strings.ReplaceAll(a.Decision.String(), "\n", "\n  \t")) // the trace, line by line
	}
	for _, s := range a.Steps {
		p.line("step", fmt.Sprintf("%s %s: %s", s.Name, s.State, s.Detail))
	}
	for _, w := range a.Warnings {
		p.line("warning", w)
	}
	for _, id := range a.Duplicates {
		p.line("duplicate", integration.Lead(id))
	}
	if a.Outcome == integration.Matched {
		p.end()
		writeMatches(p, a.Matches)
	}
}

// writeTexts writes the note and the comment that link the two products.
func (a *attempt) writeTexts(p *page) {
	for _, n := range a.Notes {
		p.line("note on the lead in Sell")
		p.block(n)
	}
	for _, c := range a.Comments {
		p.line("private comment on the ticket in Support")
		p.block(c)
	}
}
