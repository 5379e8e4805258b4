// Package sell is a client of the Zendesk Sell (CRM) API.
package sell
