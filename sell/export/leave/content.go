package leave

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// about the content of a document or a recording, as sell/export notes it.
type fileLine struct {
	size        int64
	sha256      string
	unavailable int64
	name        string // among the files of the copy
}

// contentOf finds what the copy says of a file; ok is false when nothing.
func (c *Copy) contentOf(resource string, id int64) (l fileLine, ok bool) {
	x := c.files[resource]
	i, ok := x.find(id)
	if !ok {
		return l, false
	}
	raw, err := x.line(i)
	if err != nil {
		return l, false
	}
	members, err := c.parser.members(raw)
	if err != nil {
		return l, false
	}
	l.size, _ = number(find(members, "size"))
	l.sha256 = text(find(members, "sha256"))
	l.unavailable, _ = number(find(members, "unavailable"))
	l.name = text(find(members, "file"))
	return l, true
}

// content adds what is known of the file of a document.
func (b *builder) content() {
	of := strings.TrimSuffix(b.s.resource, "_documents") + "_files"
	l, ok := b.c.contentOf(of, b.ID)
	if !ok || l.sha256 == "" {
		b.set("missing", strconv.FormatInt(l.unavailable, 10))
		b.tell("content", "the file could not be had when the copy was made", b.Get("name"))
		return
	}
	b.set("sha256", l.sha256)
	b.set("path", filePath("documents", b.Get("record_key"), b.Key, b.Get("name"), b.Get("content_type")))
}

// recording adds the row of the sound of a call.
func (b *builder) recording() {
	if b.s.resource != "calls" || b.Get("recording_url") == "" && b.Get("public_recording_url") == "" {
		return
	}
	row := b.c.schema["recordings"].with(b.Key)
	l, ok := b.c.contentOf("call_files", b.ID)
	if !ok || l.sha256 == "" {
		row.set("missing", strconv.FormatInt(l.unavailable, 10))
		b.tell("recording_url", "the sound of the call is not in the copy, and its link ends with Sell", "")
	} else {
		row.set("size", strconv.FormatInt(l.size, 10))
		row.set("sha256", l.sha256)
		row.set("path", filePath("recordings", "", b.Key, "call", audioType(b.Get("public_recording_url")+b.Get("recording_url"))))
	}
	b.Rows = append(b.Rows, row)
}

// audioType guesses from a link what kind of sound it leads to.
func audioType(link string) string {
	for _, ext := range []string{"wav", "ogg", "m4a"} {
		if strings.Contains(link, "."+ext) {
			return map[string]string{"wav": "audio/wav", "ogg": "audio/ogg", "m4a": "audio/mp4"}[ext]
		}
	}
	return "audio/mpeg" // (unconfirmed) what Sell records
}

// maxName is how many bytes a file name has at most.
const maxName = 100

// filePath is where a file lies in the output. Its folder is that of the key, so
// that two documents of one name do not meet.
func filePath(folder, record, key, name, contentType string) string {
	if record == "" {
		record = "no-record"
	}
	if folder == "recordings" {
		return path.Join(folder, key+extension("", contentType))
	}
	return path.Join(folder, record, key, safeName(name, contentType))
}

// safeName is a file name that every system takes, with the extension of its type
// where it has none.
func safeName(name, contentType string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|`, r) || !unicode.IsPrint(r) && r != ' ' {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	name = strings.Trim(name, " .")
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	if len(ext) > 12 || stem == "" {
		stem, ext = name, ""
	}
	if stem == "" {
		stem = "document"
	}
	switch strings.ToUpper(stem) {
	case "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "LPT1", "LPT2", "LPT3":
		stem = "_" + stem
	}
	for len(stem)+len(ext) > maxName {
		_, n := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-n]
	}
	return stem + extension(ext, contentType)
}

// extensions are those of the types that come up; what the system knows may
// differ from one machine to another.
var extensions = map[string]string{
	"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "text/plain": ".txt", "text/csv": ".csv", "text/html": ".html",
	"application/zip": ".zip", "application/msword": ".doc", "application/vnd.ms-excel": ".xls", "application/vnd.ms-powerpoint": ".ppt",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   ".docx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         ".xlsx",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
	"audio/mpeg": ".mp3", "audio/wav": ".wav", "audio/ogg": ".ogg", "audio/mp4": ".m4a", "video/mp4": ".mp4", "message/rfc822": ".eml",
}

func extension(have, contentType string) string {
	if have != "" {
		return have
	}
	kind, _, _ := mime.ParseMediaType(contentType)
	return extensions[kind]
}

// copyFile copies a file of the copy, and checks it on the way.
func (c *Copy) copyFile(ctx context.Context, resource string, id int64, to string) (err error) {
	l, ok := c.contentOf(resource, id)
	if !ok {
		return fmt.Errorf("leave: the copy says nothing of the file %d", id)
	}
	name := strconv.FormatInt(id, 10)
	folder := "files"
	if resource == "call_files" {
		folder = "recordings"
	}
	if l.name != "" {
		name = filepath.Base(l.name)
	}
	in, err := os.Open(filepath.Join(c.dir, folder, name))
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // only read
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, h), readerOf(ctx, in))
	if err = errors.Join(err, out.Close()); err == nil && hex.EncodeToString(h.Sum(nil)) != l.sha256 {
		err = fmt.Errorf("leave: the file %d of the copy changed while it was read", id)
	}
	return err
}

// readerOf ends with ctx.
func readerOf(ctx context.Context, r io.Reader) io.Reader { return contextReader{ctx, r} }

type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
