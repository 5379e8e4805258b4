package rest

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk"
)

// address fills the route with the arguments, one escaped segment each.
func (c *Client) address(r zendesk.Request) (*url.URL, error) {
	if !strings.HasPrefix(r.Route, "/") {
		return nil, &zendesk.ArgumentError{Op: r.Op, Argument: "Route", Problem: "must start with /"}
	}
	args := r.Args
	var path, raw strings.Builder
	for segment := range strings.SplitSeq(r.Route[1:], "/") {
		plain := segment
		if strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}") {
			name := strings.Trim(segment, "{}")
			if len(args) == 0 {
				return nil, &zendesk.ArgumentError{Op: r.Op, Argument: name, Problem: "is missing"}
			}
			var err error
			if plain, err = argument(r.Op, name, args[0]); err != nil {
				return nil, err
			}
			args = args[1:]
		} else if strings.ContainsAny(segment, "{}") {
			return nil, &zendesk.ArgumentError{Op: r.Op, Argument: "Route", Problem: "an argument must fill a whole segment"}
		}
		path.WriteString("/" + plain)
		raw.WriteString("/" + url.PathEscape(plain))
	}
	if len(args) > 0 {
		return nil, &zendesk.ArgumentError{Op: r.Op, Argument: "Args", Problem: "there are more than the route takes"}
	}
	u := *c.base
	u.RawPath = c.base.EscapedPath() + raw.String()
	u.Path = c.base.Path + path.String()
	u.RawQuery = r.Query.Encode()
	return &u, nil
}

// argument turns an id into a path segment. What would change the meaning of
// the path is refused: Get(ctx, 0) must not become a listing.
func argument(op, name string, arg any) (string, error) {
	refuse := func(problem string) (string, error) {
		return "", &zendesk.ArgumentError{Op: op, Argument: name, Problem: problem}
	}
	switch v := arg.(type) {
	case int64:
		if v <= 0 {
			return refuse(fmt.Sprintf("%d is no id: ids are positive", v))
		}
		return strconv.FormatInt(v, 10), nil
	case int:
		return argument(op, name, int64(v))
	case string:
		switch v {
		case "":
			return refuse("is empty")
		case ".", "..", "0":
			return refuse(fmt.Sprintf("%q is no id", v))
		}
		return v, nil
	}
	return refuse(fmt.Sprintf("a %T cannot stand in a path", arg))
}
