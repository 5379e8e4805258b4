package supporttest

import "github.com/sellsupport/zendesk/internal/fake"

// The apps framework does not wrap single records, and pages no list.

// listInstallations answers what is installed; include=app brings the apps.
func listInstallations(c *call) (any, error) {
	rows := c.listed(installations, nil).slice()
	body := object("installations", c.views(installations, rows))
	if c.includes("app") {
		body = body.With("apps", c.appsOf(rows))
	}
	return body, nil
}

func (c *call) appsOf(rows []row) []fake.Object {
	return c.related(sideload{apps, []string{"app_id"}}, rows)
}

func showInstallation(c *call) (any, error) {
	o, err := c.find("installations", c.id("id"))
	if err != nil {
		return nil, err
	}
	if c.includes("app") {
		if found := c.appsOf([]row{{id: c.id("id"), object: o}}); len(found) > 0 {
			o = o.With("app", found[0])
		}
	}
	return o, nil
}

func showApp(c *call) (any, error) {
	o, err := c.find("apps", c.id("id"))
	if err != nil {
		return nil, err
	}
	return o, nil
}
