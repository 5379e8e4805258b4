package wire

import (
	"net"
	"net/http"
)

// OpKey is the key of the operation in the context of a request.
type OpKey struct{}

// Client copies the caller's client, which may be nil, and switches redirects
// and cookies off: net/http keeps the Authorization header across ports and on
// a downgrade to http. A client without a transport gets that of fallback, since
// the shared default of net/http can be changed by anyone.
func Client(given *http.Client, fallback func() *http.Transport) *http.Client {
	var hc http.Client
	if given != nil {
		hc = *given
	}
	if hc.Transport == nil {
		hc.Transport = fallback()
	}
	hc.Transport = staying{hc.Transport}
	hc.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	hc.Jar = nil
	return &hc
}

// staying drops a Location that is no URL from a response: net/http parses it
// even when it follows none, and its error would hide the status and quote the
// header.
type staying struct{ http.RoundTripper }

func (t staying) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := t.RoundTripper.RoundTrip(req)
	if err == nil && res != nil && res.StatusCode/100 == 3 {
		if _, err := req.URL.Parse(res.Header.Get("Location")); err != nil {
			res.Header.Del("Location")
		}
	}
	return res, err
}

// Loopback reports whether a host is this machine, where plain http is safe.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
