// Package supporttest is an in-memory server of the Support API.
package supporttest
