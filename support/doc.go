// Package support is a client of the Zendesk Support (ticketing) API.
package support
