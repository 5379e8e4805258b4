package supporttest

import (
	"bytes"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"regexp"
	"slices"

	"github.com/sellsupport/zendesk/internal/fake"
)

// userPart is a part of a form that stands for a member of a user.
var userPart = regexp.MustCompile(`^user\[(\w+)\]$`)

// isForm reports whether the body is a multipart form, which users take for the
// sake of their photo.
func (c *call) isForm() bool {
	kind, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	return kind == "multipart/form-data" && c.route.pattern == "PUT /users/{id}"
}

// readForm reads a multipart form as the body that it stands for.
func (c *call) readForm() error {
	unreadable := fail(http.StatusBadRequest, "InvalidBody", "The form could not be read")
	_, params, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil {
		return unreadable
	}
	form, err := multipart.NewReader(bytes.NewReader(c.raw), params["boundary"]).ReadForm(int64(len(c.raw)))
	if err != nil {
		return unreadable
	}
	var user fake.Object
	for _, name := range slices.Sorted(maps.Keys(form.Value)) {
		if part := userPart.FindStringSubmatch(name); part != nil {
			user = user.With(part[1], form.Value[name][0])
		} else {
			c.warn([]string{name})
		}
	}
	for name, files := range form.File {
		if name == "user[photo][uploaded_data]" {
			user = user.With("photo", c.photo(files[0].Filename, files[0].Header.Get("Content-Type"), files[0].Size))
		} else {
			c.warn([]string{name})
		}
	}
	c.body = object("user", user)
	return nil
}

// photo is an uploaded photo as users show it.
func (c *call) photo(name, contentType string, size int64) fake.Object {
	c.serial++
	return object("id", c.serial, "file_name", name, "content_url", "https://"+c.options.subdomain+".zendesk.com/system/photos/"+name,
		"content_type", contentType, "size", size, "width", nil, "height", nil, "inline", false, "deleted", false, "thumbnails", []string{})
}
