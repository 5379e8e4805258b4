package supporttest

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// uploadApp stores the archive of an app.
func uploadApp(c *call) (any, error) {
	unreadable := invalid("uploaded_data", "InvalidValue", "Uploaded data: must be the zip file of an app")
	kind, params, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return nil, fail(http.StatusUnsupportedMediaType, "UnsupportedMediaType", "The Content-Type must be multipart/form-data")
	}
	parts := multipart.NewReader(bytes.NewReader(c.raw), params["boundary"])
	for {
		part, err := parts.NextPart()
		if err != nil {
			return nil, unreadable
		}
		if part.FormName() != "uploaded_data" {
			continue
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, unreadable
		}
		if _, err := zip.NewReader(bytes.NewReader(data), int64(len(data))); err != nil {
			return nil, unreadable
		}
		c.uploads = append(c.uploads, data)
		c.status = http.StatusCreated
		return object("id", len(c.uploads)), nil
	}
}

// writeApp starts a job that makes an app of an upload, or changes one.
func writeApp(c *call) (any, error) {
	id := c.id("id")
	if c.path["id"] != "" {
		if _, err := c.find("apps", id); err != nil {
			return nil, err
		}
	}
	in, err := c.take(apps, c.body)
	if err != nil {
		return nil, err
	}
	upload, _ := in.Int("upload_id")
	switch {
	case upload < 1 || upload > int64(len(c.uploads)) || c.uploads[upload-1] == nil:
		return nil, invalid("upload_id", "InvalidValue", "Upload: does not exist")
	case id == 0 && in.Text("name") == "":
		return nil, blank("name", "Name")
	}
	archive := c.uploads[upload-1]
	c.uploads[upload-1] = nil // it was used
	job, err := c.appJob(appWork, func(c *call) any { return c.makeApp(id, in.Without("upload_id"), archive) })
	if err != nil {
		return nil, err
	}
	return object("job_id", job), nil
}

// makeApp reads an archive as an app; id is 0 for a new one.
func (c *call) makeApp(id int64, in fake.Object, archive []byte) any {
	manifest, err := fileIn(archive, "manifest.json")
	if err != nil {
		return object("error", "The app has no readable manifest.json")
	}
	products := []string{}
	locations := []int64{}
	where, _ := fake.ParseObject(orNull(manifest.Raw("location")))
	for _, product := range where {
		products = append(products, product.Name)
		names, _ := fake.ParseObject(product.Value)
		for _, name := range names {
			if at := slices.IndexFunc(appLocations, func(o fake.Object) bool { return o.Text("name") == name.Name }); at >= 0 {
				n, _ := appLocations[at].Int("id")
				locations = append(locations, n)
			}
		}
	}
	o := object("version", manifest.Text("version"), "framework_version", manifest.Text("frameworkVersion"), "single_install", manifest.Bool("singleInstall"),
		"signed_urls", manifest.Bool("signedUrls"), "products", products, "locations", locations, "parameters", parametersIn(manifest),
		"requirements", requirementsIn(archive)).Merge(in)
	if author, err := fake.ParseObject(orNull(manifest.Raw("author"))); err == nil {
		o = o.Merge(object("author_name", author.Text("name")))
	}
	if id == 0 {
		id = c.add(apps, apps.blank().Merge(o)).id
	} else if old, known := c.get("apps", id); known {
		c.save(apps, id, old, old.Merge(o))
	} else {
		return object("error", "The app is gone")
	}
	return object("app_id", id)
}

// fileIn reads a file of an archive that holds an object.
func fileIn(archive []byte, name string) (fake.Object, error) {
	files, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, err
	}
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	return fake.ParseObject(data)
}

// parametersIn are the settings that a manifest asks for.
func parametersIn(manifest fake.Object) []fake.Object {
	list, _ := items(orNull(manifest.Raw("parameters")))
	parameters := []fake.Object{}
	for i, raw := range list {
		p, _ := fake.ParseObject(raw)
		parameters = append(parameters, object("id", i+1, "name", p.Text("name"), "kind", p.Text("type"), "required", p.Bool("required"), "secure", p.Bool("secure"),
			"default_value", orNull(p.Raw("default")), "position", i))
	}
	return parameters
}

// requirementsIn are what an app needs in the account: the names below each kind
// in requirements.json.
func requirementsIn(archive []byte) []fake.Object {
	needed := []fake.Object{}
	file, err := fileIn(archive, "requirements.json")
	if err != nil {
		return needed
	}
	for _, kind := range file {
		names, _ := fake.ParseObject(kind.Value)
		for _, name := range names {
			needed = append(needed, object("identifier", name.Name, "requirement_type", kind.Name))
		}
	}
	return needed
}

// Jobs of the apps framework, by the routes that tell of them.
const (
	appWork     = "App"
	installWork = "App Installation"
)

// appJob queues work of the apps framework, whose jobs are told of apart, and
// returns its id.
func (c *call) appJob(name string, run func(*call) any) (string, error) {
	body, err := c.job(name, 1, run)
	if err != nil {
		return "", err
	}
	c.header.Del("Zendesk-Ratelimit-Inflight-Jobs")
	status, _ := fake.ParseObject(fake.JSON(body))
	status, _ = fake.ParseObject(status.Raw("job_status"))
	return status.Text("id"), nil
}

// showAppJob answers how far such a job is: a result with an error is a failure.
func showAppJob(c *call) (any, error) {
	work := appWork
	if strings.HasPrefix(c.route.path(), "/apps/installations/") {
		work = installWork
	}
	rows := c.jobRows(c.path["key"])
	if len(rows) == 0 || rows[0].object.Text("job_type") != work {
		return nil, notFound()
	}
	o := rows[0].object
	result, _ := fake.ParseObject(orNull(o.Raw("results")))
	shown := object("id", o.Text("id"), "url", c.absolute(nil), "total", 1, "progress", orNull(o.Raw("progress")), "status", o.Text("status"), "message", orNull(o.Raw("message")))
	if result.Has("error") {
		return shown.Merge(object("status", "failed", "message", result.Text("error"))), nil
	}
	for _, name := range []string{"app_id", "installation_id"} {
		if result.Has(name) {
			shown = shown.With(name, result.Raw(name))
		}
	}
	return shown, nil
}

// maxNotification is how large an event for apps can be.
const maxNotification = 1 << 20

func notifyApp(c *call) (any, error) {
	if len(c.raw) > maxNotification {
		return nil, fail(http.StatusRequestEntityTooLarge, "PayloadTooLarge", "The body is too large")
	}
	id, ok := c.body.Int("app_id")
	if !ok || c.body.Text("event") == "" {
		return nil, badValue("app_id", "and event are required")
	}
	if id != 0 {
		if _, err := c.find("apps", id); err != nil {
			return nil, err
		}
	}
	c.status = http.StatusOK
	return json.RawMessage("null"), nil
}

// AppKey returns the key that stands behind the public key of an app, so that a
// test can sign requests as Support does. It panics if there is no such app.
func (s *Server) AppKey(appID int64) *rsa.PrivateKey {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.get("apps", appID); !known {
		panic(fmt.Sprintf("supporttest: there is no app %d", appID))
	}
	return s.appKey(appID)
}

func (s *Server) appKey(appID int64) *rsa.PrivateKey {
	if s.appKeys[appID] == nil {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic("supporttest: " + err.Error())
		}
		s.appKeys[appID] = key
	}
	return s.appKeys[appID]
}

// showPublicKey answers the key in PEM form. Apps that were made without signed
// URLs have none.
func showPublicKey(c *call) (any, error) {
	app, known := c.get("apps", c.id("id"))
	if !known || app.Text("signed_urls") == "false" {
		return nil, &failure{http.StatusNotFound, "Not found", "NotFound", "Not found"}
	}
	der, err := x509.MarshalPKIXPublicKey(&c.appKey(c.id("id")).PublicKey)
	if err != nil {
		panic("supporttest: " + err.Error())
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), nil
}
