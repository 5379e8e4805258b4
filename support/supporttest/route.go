package supporttest

import (
	"slices"
	"strings"
)

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

func (rt *route) path() string {
	_, path, _ := strings.Cut(rt.pattern, " ")
	return path
}

// takesForms reports whether the body may be a form, as OAuth has it.
func (rt *route) takesForms() bool { return rt.pattern == "POST /oauth/tokens" }

// takesFile reports whether the body is a form with a file, which the route
// reads itself.
func (rt *route) takesFile() bool { return rt.pattern == "POST /apps/uploads" }

// readsBody reports whether a body means anything to a request: on a DELETE only
// the tags in it do.
func (rt *route) readsBody() bool {
	method, path, _ := strings.Cut(rt.pattern, " ")
	return method != "GET" && (method != "DELETE" || strings.HasSuffix(path, "/tags"))
}

// needsBody reports whether a request without a body makes no sense: those that
// only delete something or set something off need none.
func (rt *route) needsBody() bool {
	method, path, _ := strings.Cut(rt.pattern, " ")
	last := path[strings.LastIndex(path, "/")+1:]
	return method == "POST" || strings.HasPrefix(last, "{") && method == "PUT" ||
		slices.Contains([]string{"tags", "update_many", "reorder"}, last)
}

// match finds the route of a request: literal segments win over parameters.
// Each parameter stands for digits, but for the ids that are texts: a word in its
// place belongs to a route that is not imitated.
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

// textSegments are the parameters that stand for any text.
var textSegments = map[string]bool{"key": true, "part": true}

// fits returns the parameters of a path that has as many segments.
func fits(pattern string, segments []string) (map[string]string, bool) {
	var params map[string]string
	i := 0
	for want := range strings.SplitSeq(pattern, "/") {
		name, isParam := strings.CutPrefix(want, "{")
		switch {
		case isParam && (isNumber(segments[i]) || textSegments[strings.TrimSuffix(name, "}")] && segments[i] != ""):
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

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
