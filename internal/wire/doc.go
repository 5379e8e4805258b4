// Package wire is what the root package, the engine and the token source must
// agree on and no user needs to see: the copy of an [http.Client] that requests
// go through, how far a request came, and how headers and tokens are read.
package wire
