// Package browser tests the pages of the examples in a real browser. It is a
// module of its own, so that go test ./... of the main module needs nothing but
// Go. Its tests need Chromium: install the package chromium (Debian) or set
// CHROMIUM to the program.
package browser
