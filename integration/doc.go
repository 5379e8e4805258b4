// Package integration joins Zendesk Sell and Zendesk Support as the product's
// own integration does, as a library: it can be scripted, tested, embedded and
// extended.
//
//	in, err := integration.New(integration.Config{Support: desk, Sell: crm, Settings: settings, Agents: clientOf})
//	agent, err := in.As(ctx, agentID)
//	offer, err := agent.Owners(ctx)                        // the owners the agent may choose from
//	result, err := agent.CreateLead(ctx, integration.LeadRequest{Ticket: 35436, Note: "wants a quote"})
//	records, err := agent.Records(ctx, 35436)              // the customer's records in Sell
//	tickets := agent.Tickets(ctx, integration.Contact(17)) // the customer's tickets in Support
//
// [Integration.Check] reports what the two accounts still lack. Whatever no API
// can read or set (enabling the integration, layouts, the product's own settings)
// is reported as a manual step with a link.
//
// # Who acts
//
// [Integration.As] returns a handle that acts for an agent and sees only what the
// agent may see: in Support by their ticket access, in Sell by the access mode. In
// the mode "Only Sell users have access", Sell is read only with the agent's own
// token, from [Config].Agents; in the mode "All agents have access", with the
// integration's token. [Integration.Automation] returns the actor that is not a
// person.
//
// # One lead per ticket
//
// Sell has no idempotency key, nothing on a lead is unique, and its lists lag
// behind writes. Therefore each lead is created under a [Lease], by default a claim
// on the ticket itself. [Agent.CreateLead] says what this promises and what it does
// not.
//
// # Settings
//
// [Settings] is a single document that mirrors the product's settings page and can
// be kept in a file: see [LoadSettings], [Settings.Save], [Settings.Validate] and
// [Settings.Compare].
//
// The behaviour follows the help pages "About integrating Sell and Support",
// "Working with the Zendesk Sell app in Support" and "Setting up your Zendesk
// Sell-Support integration". Where they are silent, the documentation here says
// what this package does.
package integration
