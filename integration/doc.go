// Package integration joins Zendesk Sell and Zendesk Support as the product's
// own integration does, as a library: it can be scripted, tested, embedded and
// extended.
//
//	in, err := integration.New(integration.Config{Support: desk, Sell: crm, Settings: settings, Agents: clientOf})
//	agent, err := in.As(ctx, agentID)
//	offer, err := agent.Owners(ctx)                        // whom the agent may choose as owner
//	result, err := agent.CreateLead(ctx, integration.LeadRequest{Ticket: 35436, Note: "wants a quote"})
//	records, err := agent.Records(ctx, 35436)              // what Sell has of the customer
//	tickets := agent.Tickets(ctx, integration.Contact(17)) // what Support has of them
//
// [Integration.Check] says what the two accounts still lack. What no API can
// read or set (enabling the integration, layouts, the product's own settings)
// it reports as a manual step with a link.
//
// # Who acts
//
// [Integration.As] returns the handle of an agent, who sees no more than they
// may: in Support by their ticket access, in Sell by the access mode. In the
// mode Only Sell users have access, Sell is read with the agent's own token
// alone, which [Config].Agents gives; in the mode All agents have access, with
// the integration's token. [Integration.Automation] is the actor that is no
// person.
//
// # One lead a ticket
//
// Sell has no idempotency key, nothing on a lead is unique, and its lists lag
// behind writes. So a lead is made under a [Lease], by default a claim on the
// ticket itself; [Agent.CreateLead] says what that promises and what not.
//
// # Settings
//
// [Settings] are one document, one to one with the settings page of the
// product, to keep in a file: [LoadSettings], [Settings.Save],
// [Settings.Validate] and [Settings.Compare].
//
// The behaviour follows the help pages "About integrating Sell and Support",
// "Working with the Zendesk Sell app in Support" and "Setting up your Zendesk
// Sell-Support integration". Where they are silent, the documentation here says
// what this package chose.
package integration
