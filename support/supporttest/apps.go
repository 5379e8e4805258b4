package supporttest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

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
	return shownApp(o), nil
}

// shownApp is an app without what only its installation needs.
func shownApp(o fake.Object) fake.Object { return o.Without("requirements", "signed_urls") }

// listApps answers the apps that the caller sees, or those that the account has
// made: private ones are for agents.
func listApps(owned bool) func(*call) (any, error) {
	return func(c *call) (any, error) {
		isAgent := c.user.object != nil && c.user.level() >= agent
		all := c.views(apps, c.listed(apps, func(o fake.Object) bool {
			private := o.Text("visibility") == "private"
			return private && isAgent || !private && !owned
		}).slice())
		for i, o := range all {
			all[i] = shownApp(o)
			if owned && c.query.Get("exclude") == "parameters" {
				all[i] = all[i].Without("parameters")
			}
		}
		return object("apps", all), nil
	}
}

// deleteApp takes the installations of an app along.
func deleteApp(c *call) (any, error) {
	if !c.remove("apps", c.id("id")) {
		return nil, notFound()
	}
	for id, o := range c.all("installations") {
		if is("app_id", c.id("id"))(o) {
			c.remove("installations", id)
		}
	}
	return nil, nil
}

// installApp installs an app. What it needs is made by a job.
func installApp(c *call) (any, error) {
	in, err := c.take(installations, c.body)
	if err != nil {
		return nil, err
	}
	appID, _ := in.Int("app_id")
	app, known := c.get("apps", appID)
	if !known {
		return nil, invalid("app_id", "InvalidValue", "App: does not exist")
	}
	if app.Bool("single_install") && len(idsNaming(c.tables["installations"].Current(), "app_id", appID)) > 0 {
		return nil, invalid("base", "InvalidValue", "The app can be installed once only")
	}
	o := installations.blank().Merge(in)
	o = o.With("settings", c.settingsOf(app, fake.Object{}, in))
	if o, err = c.checkInstallation(app, o); err != nil {
		return nil, err
	}
	made := c.add(installations, o)
	needed, _ := items(orNull(app.Raw("requirements")))
	if len(needed) > 0 {
		enabled := made.object.Bool("enabled")
		id, err := c.appJob(installWork, func(c *call) any { return c.finishInstallation(made.id, enabled, needed) })
		if err != nil {
			return nil, err
		}
		made.object = made.object.Merge(object("pending_installation", true, "pending_job_id", id, "enabled", false))
		c.put("installations", made.id, made.object)
	}
	c.status = http.StatusCreated
	return made.object, nil
}

// finishInstallation makes what an app needs, and switches it on.
func (c *call) finishInstallation(id int64, enabled bool, needed []json.RawMessage) any {
	o, known := c.get("installations", id)
	if !known {
		return object("error", "The installation is gone")
	}
	for _, raw := range needed {
		r, _ := fake.ParseObject(raw)
		c.serial++
		key := c.tables["app_requirements"].NextID()
		c.put("app_requirements", key, object("installation_id", id, "account_id", 1, "identifier", r.Text("identifier"), "requirement_id", 7000+c.serial,
			"requirement_type", r.Text("requirement_type"), "created_at", c.now.Format(layout), "updated_at", c.now.Format(layout)))
	}
	c.put("installations", id, o.Merge(object("pending_installation", false, "pending_job_id", nil, "enabled", enabled)))
	return object("installation_id", id)
}

func updateInstallation(c *call) (any, error) {
	id := c.id("id")
	old, err := c.find("installations", id)
	if err != nil {
		return nil, err
	}
	in, err := c.take(installations, c.body)
	if err != nil {
		return nil, err
	}
	appID, _ := old.Int("app_id")
	app, _ := c.get("apps", appID)
	before, _ := fake.ParseObject(orNull(old.Raw("settings")))
	o := old.Merge(in.Without("app_id")).With("settings", c.settingsOf(app, before, in))
	if o, err = c.checkInstallation(app, o); err != nil {
		return nil, err
	}
	return c.save(installations, id, old, o).object, nil
}

// settingsOf are the settings of an installation with those that are written:
// an object, or else a list.
func (c *call) settingsOf(app, before, in fake.Object) fake.Object {
	settings := append(fake.Object{}, before...)
	list, _ := items(orNull(app.Raw("parameters")))
	for _, raw := range list {
		p, _ := fake.ParseObject(raw)
		if !settings.Has(p.Text("name")) && p.Present("default_value") {
			settings = settings.With(p.Text("name"), p.Raw("default_value"))
		}
	}
	if given, err := fake.ParseObject(orNull(in.Raw("settings"))); err == nil {
		return settings.Merge(given)
	}
	pairs, _ := items(orNull(in.Raw("settings_objects")))
	for _, raw := range pairs {
		pair, _ := fake.ParseObject(raw)
		settings = settings.With(pair.Text("name"), orNull(pair.Raw("value")))
	}
	return settings
}

// checkInstallation refuses an installation without a name, or without a setting
// that its app needs, and shows the settings as a list, too.
func (c *call) checkInstallation(app, o fake.Object) (fake.Object, error) {
	settings, _ := fake.ParseObject(o.Raw("settings"))
	needed := []string{"name"}
	list, _ := items(orNull(app.Raw("parameters")))
	for _, raw := range list {
		if p, _ := fake.ParseObject(raw); p.Bool("required") {
			needed = append(needed, p.Text("name"))
		}
	}
	for _, name := range needed {
		if settings.Text(name) == "" {
			return nil, invalid("settings", "BlankValue", "Settings: "+name+" cannot be blank")
		}
	}
	pairs := []fake.Object{}
	for _, m := range settings {
		pairs = append(pairs, object("name", m.Name, "value", m.Value))
	}
	return o.With("settings_objects", pairs), nil
}

func deleteInstallation(c *call) (any, error) {
	if !c.remove("installations", c.id("id")) {
		return nil, notFound()
	}
	for key, o := range c.all("app_requirements") {
		if is("installation_id", c.id("id"))(o) {
			c.remove("app_requirements", key)
		}
	}
	return nil, nil
}

func listRequirements(c *call) (any, error) {
	if _, err := c.find("installations", c.id("id")); err != nil {
		return nil, err
	}
	made := []fake.Object{}
	for _, o := range c.all("app_requirements") {
		if is("installation_id", c.id("id"))(o) {
			made = append(made, o.Without("installation_id"))
		}
	}
	return object("requirements", made), nil
}

// appLocations are places in the products: ids and names.
var appLocations = []fake.Object{
	location(1, "top_bar", 1), location(2, "nav_bar", 1), location(3, "ticket_sidebar", 1), location(4, "new_ticket_sidebar", 1), location(5, "user_sidebar", 1),
	location(6, "organization_sidebar", 1), location(7, "background", 1), location(15, "deal_card", 4), location(16, "person_card", 4),
}

func location(id int, name string, product int) fake.Object {
	host := "zendesk"
	if product == 4 {
		host = "sell"
	}
	return object("id", id, "name", name, "host_application", host, "product_code", product, "orderable", true, "collapsible", strings.HasSuffix(name, "sidebar"), "visible", name != "background")
}

func listLocations(*call) (any, error) { return object("locations", appLocations), nil }

// listLocationInstallations answers the installations in each place, in the order
// that was asked for, the others after them.
func listLocationInstallations(c *call) (any, error) {
	places := []fake.Object{}
	for _, place := range appLocations {
		name := place.Text("name")
		ids := c.installedIn(place)
		if len(ids) > 0 {
			places = append(places, object("location_name", name, "installations", ids))
		}
	}
	return object("location_installations", places), nil
}

// installedIn returns which installations show in a place.
func (c *call) installedIn(place fake.Object) []int64 {
	n, _ := place.Int("id")
	var ids []int64
	for id, o := range c.all("installations") {
		appID, _ := o.Int("app_id")
		app, _ := c.get("apps", appID)
		if where, _ := integers(orNull(app.Raw("locations"))); slices.Contains(where, n) && o.Bool("enabled") {
			ids = append(ids, id)
		}
	}
	order := c.placed[place.Text("name")]
	slices.SortStableFunc(ids, func(a, b int64) int { return rankIn(order, a) - rankIn(order, b) })
	return ids
}

func rankIn(order []int64, id int64) int {
	if i := slices.Index(order, id); i >= 0 {
		return i
	}
	return len(order)
}

func reorderInstallations(c *call) (any, error) {
	name := c.body.Text("location_name")
	ids, isList := integers(orNull(c.body.Raw("installations")))
	at := slices.IndexFunc(appLocations, func(o fake.Object) bool { return o.Text("name") == name })
	if at < 0 || !isList {
		return nil, badValue("location_name", "must be a location, and installations a list")
	}
	for _, id := range ids {
		if _, err := c.find("installations", id); err != nil {
			return nil, err
		}
	}
	c.placed[name] = ids
	c.status = http.StatusOK
	return done, nil
}
