package supporttest

import (
	"html"
	"regexp"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// newComment makes a comment of a text or of HTML.
func newComment(body, htmlBody string, public bool) fake.Object {
	plain := body
	if htmlBody != "" {
		plain = plainText(htmlBody)
		body = plain
	} else {
		htmlBody = `<div class="zd-comment" dir="auto">` + strings.ReplaceAll(html.EscapeString(body), "\n", "<br>") + `</div>`
	}
	return object("type", "Comment", "author_id", nil, "body", body, "html_body", htmlBody, "plain_body", plain, "public", public,
		"attachments", []string{}, "via", viaOf("api"), "metadata", object("system", object(), "custom", object()))
}

func viaOf(channel string) fake.Object {
	return object("channel", channel, "source", object("from", object(), "to", object(), "rel", nil))
}

var tag = regexp.MustCompile(`<[^>]*>`)

func plainText(htmlBody string) string {
	return html.UnescapeString(tag.ReplaceAllString(htmlBody, ""))
}

// commentOf returns the comment that a request adds, nil if it adds none. Its
// public is there only if the request says so.
func (c *call) commentOf(in fake.Object) (fake.Object, error) {
	if !in.Present("comment") {
		return nil, nil
	}
	given, err := fake.ParseObject(in.Raw("comment"))
	if err != nil {
		if in.Raw("comment")[0] != '"' {
			return nil, badValue("comment", rules[mapping])
		}
		given = object("body", in.Raw("comment"))
	}
	if err := c.takeComment(given); err != nil {
		return nil, err
	}
	body, htmlBody := given.Text("body"), given.Text("html_body")
	if body == "" && htmlBody == "" {
		body = given.Text("value") // an old name of body
	}
	if strings.TrimSpace(body) == "" && strings.TrimSpace(htmlBody) == "" {
		return nil, nil
	}
	public := given.Bool("public")
	if public && c.user.limited() {
		return nil, forbidden()
	}
	comment := newComment(body, htmlBody, public)
	if !given.Present("public") {
		comment = comment.Without("public")
	}
	if author, ok := given.Int("author_id"); ok {
		if _, found := c.get("users", author); !found {
			return nil, invalid("author", "InvalidValue", "Author: is invalid")
		}
		comment = comment.With("author_id", author)
	}
	return comment, nil
}

// commentMembers are what a comment is written with; value is an old name of body.
var commentMembers = []string{"body", "html_body", "public", "author_id", "uploads", "value", "type"}

// takeComment names what it ignores of a comment, and refuses tokens of uploads,
// none of which the account knows.
func (c *call) takeComment(given fake.Object) error {
	var ignored []string
	for _, m := range given {
		if !slices.Contains(commentMembers, m.Name) {
			ignored = append(ignored, "comment."+m.Name)
		}
	}
	c.warn(ignored)
	tokens, isList := items(given.Raw("uploads"))
	if len(tokens) > 0 || !isList && given.Text("uploads") != "" {
		return invalid("uploads", "InvalidValue", "Uploads: the token is unknown or has expired")
	}
	return nil
}

// authored completes a comment: who wrote it, and who may read it.
func (c *call) authored(comment, ticket fake.Object, public bool) fake.Object {
	if comment == nil {
		return nil
	}
	if !comment.Present("author_id") {
		comment = comment.With("author_id", c.user.id)
		if submitter, ok := ticket.Int("submitter_id"); ok && len(c.comments(ticket)) == 0 {
			comment = comment.With("author_id", submitter)
		}
	}
	if c.channel != "" {
		comment = comment.With("via", viaOf(c.channel))
	}
	return comment.With("public", public)
}

func (c *call) comments(ticket fake.Object) []row {
	id, ok := ticket.Int("id")
	if !ok {
		return nil
	}
	return c.under("comments", id)
}

// firstIsPublic is the visibility that a comment takes over when the request
// does not tell: that of the ticket's first one.
func (c *call) firstIsPublic(id int64, ticket fake.Object) bool {
	if all := c.under("comments", id); len(all) > 0 {
		first, _ := these(all).page("created_at", false, 0, 1)
		return first[0].object.Bool("public")
	}
	return !ticket.Has("is_public") || ticket.Bool("is_public")
}

func listComments(c *call) (any, error) {
	return c.listAs("comments", comments, these(c.under("comments", c.id("id"))), paging{order: "created_at"})
}

func countComments(c *call) (any, error) {
	return c.count(these(c.under("comments", c.id("id"))))
}

// makePrivate hides a comment from the requester; it cannot be undone.
func makePrivate(c *call) (any, error) {
	at := slices.IndexFunc(c.under("comments", c.id("id")), func(r row) bool { return r.id == c.id("comment") })
	if at < 0 {
		return nil, notFound()
	}
	comment, _ := c.get("comments", c.id("comment"))
	c.put("comments", c.id("comment"), comment.With("public", false))
	return done, nil
}
