package supporttest

import "strings"

// level is who may call a route.
type level int

const (
	anyone  level = iota // without a credential, too
	endUser              // any user
	agent                // agents of any kind
	full                 // agents but light agents and contributors
	admin
)

// route is an operation of the API. Scope is the resource that granular scopes
// name, "" where only read and write will do.
type route struct {
	pattern string // "GET /tickets/{id}"
	who     level
	scope   string
	do      func(*call) (any, error)
}

// match finds the route of a request: literal segments win over parameters.
// Each parameter stands for an integer, but for {key}.
func match(method, path string) (*route, map[string]string) {
	table := routes
	below, inAPI := strings.CutPrefix(path, "/api/v2")
	if !inAPI {
		table = oauthRoutes
	}
	segments := strings.Split(below, "/")
	var best *route
	var bestParams map[string]string
	for i := range table {
		verb, pattern, _ := strings.Cut(table[i].pattern, " ")
		if verb != method || strings.Count(pattern, "/")+1 != len(segments) {
			continue
		}
		params, ok := fits(pattern, segments)
		if ok && (best == nil || len(params) < len(bestParams)) {
			best, bestParams = &table[i], params
		}
	}
	return best, bestParams
}

// fits returns the parameters of a path that has as many segments.
func fits(pattern string, segments []string) (map[string]string, bool) {
	var params map[string]string
	i := 0
	for want := range strings.SplitSeq(pattern, "/") {
		name, isParam := strings.CutPrefix(want, "{")
		switch {
		case isParam && segments[i] != "":
			if params == nil {
				params = make(map[string]string)
			}
			params[strings.TrimSuffix(name, "}")] = segments[i]
		case want != segments[i]:
			return nil, false
		}
		i++
	}
	return params, true
}
