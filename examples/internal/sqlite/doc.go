// Package sqlite loads the neutral form of a copy of Sell into a real SQLite, with
// the form's own script. It is a module of its own, so that the driver reaches
// nobody else.
package sqlite
