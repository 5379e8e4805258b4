package supporttest

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"regexp"

	"github.com/sellsupport/zendesk/internal/fake"
)

// userPart is a part of a form that stands for a member of a user.
var userPart = regexp.MustCompile(`^user\[(\w+)\](\[uploaded_data\])?$`)

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
	var user fake.Object
	parts := multipart.NewReader(bytes.NewReader(c.raw), params["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return unreadable
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return unreadable
		}
		name := userPart.FindStringSubmatch(part.FormName())
		switch {
		case name == nil:
			c.warn([]string{part.FormName()})
		case name[1] == "photo" && name[2] != "" && part.FileName() != "":
			user = user.With("photo", c.photo(part.FileName(), part.Header.Get("Content-Type"), len(data)))
		default:
			user = user.With(name[1], string(data))
		}
	}
	c.body = object("user", user)
	return nil
}

// photo is an uploaded photo as users show it.
func (c *call) photo(name, contentType string, size int) fake.Object {
	c.serial++
	return object("id", c.serial, "file_name", name, "content_url", "https://"+c.options.subdomain+".zendesk.com/system/photos/"+name,
		"content_type", contentType, "size", size, "width", nil, "height", nil, "inline", false, "deleted", false, "thumbnails", []string{})
}
