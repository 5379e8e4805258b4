package supporttest_test

import (
	"archive/zip"
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/support/supporttest"
)

// upload sends a file as the archive of an app and returns the answer.
func upload(t *testing.T, fake *supporttest.Server, name string, file []byte) answer {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile(name, "app.zip")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(file)
	_ = w.Close()
	return send(t, fake, "POST", "/api/v2/apps/uploads", form.String(),
		http.Header{"Authorization": {"Bearer " + supporttest.DefaultToken}, "Content-Type": {w.FormDataContentType()}})
}

// zipped returns a zip file of these files: name, content and so on.
func zipped(t *testing.T, files ...string) []byte {
	t.Helper()
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	for i := 0; i < len(files); i += 2 {
		part, err := w.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte(files[i+1]))
	}
	_ = w.Close()
	return file.Bytes()
}

const manifest = `{"name":"Leads","version":"1.0","frameworkVersion":"2.0","singleInstall":true,"signedUrls":false,"location":{"support":{"nav_bar":"x","ticket_sidebar":"x"}},
	"parameters":[{"name":"token","type":"text","required":true},{"name":"color","type":"text","default":"red"}]}`

// From an archive to what the installed app has made: upload, app, installation,
// each waited for.
func TestAppsAreInstalled(t *testing.T) {
	fake := supporttest.New()
	got := upload(t, fake, "uploaded_data", zipped(t, "manifest.json", manifest, "requirements.json", `{"ticket_fields":{"lead":{"type":"text"}},"triggers":{"tell":{}}}`))
	expect(t, "upload", got, want{"id": "1"})
	const jobs = "V3-0000000000000000000000000000000"
	run(t, fake,
		step{call: "POST /apps", body: `{"name":"Leads","upload_id":9}`, status: 422},
		step{call: "POST /apps", body: `{"upload_id":1}`, status: 422},
		step{call: "POST /apps", body: `{"name":"Leads","upload_id":1}`, status: 200, want: want{"job_id": `"` + jobs + `1"`}},
		step{call: "POST /apps", body: `{"name":"Leads","upload_id":1}`, status: 422}, // it is used up
		step{call: "GET /apps/owned", want: want{"#apps": "0"}},
		step{call: "GET /apps/installations/job_statuses/" + jobs + "1", status: 404},
		step{call: "GET /apps/job_statuses/" + jobs + "1", want: want{"status": `"completed"`, "app_id": "1", "progress": "1"}},
		step{call: "GET /apps/1", want: want{"version": `"1.0"`, "single_install": "true", "locations": "[2,3]", "#parameters": "2", "requirements": "", "signed_urls": ""}},
		step{call: "GET /apps/1/public_key.pem", status: 404},

		step{call: "POST /apps/installations", body: `{"app_id":9,"settings":{"name":"L"}}`, status: 422},
		step{call: "POST /apps/installations", body: `{"app_id":1,"settings":{"token":"x"}}`, status: 422, want: want{"details.settings.0.error": `"BlankValue"`}},
		step{call: "POST /apps/installations", body: `{"app_id":1,"settings":{"name":"L"}}`, status: 422},
		step{call: "POST /apps/installations", body: `{"app_id":1,"settings":{"name":"L","token":"x"}}`, status: 201,
			want: want{"id": "1", "pending_installation": "true", "pending_job_id": `"` + jobs + `2"`, "settings.color": `"red"`, "#settings_objects": "3", "installation": ""}},
		step{call: "POST /apps/installations", body: `{"app_id":1,"settings":{"name":"L","token":"x"}}`, status: 422}, // once only
		step{call: "GET /apps/installations/1/requirements", want: want{"#requirements": "0"}},
		step{call: "GET /apps/installations/job_statuses/" + jobs + "2", want: want{"status": `"working"`, "installation_id": ""}},
		step{call: "GET /apps/installations/job_statuses/" + jobs + "2", want: want{"status": `"completed"`, "installation_id": "1"}},
		step{call: "GET /apps/installations/1", want: want{"pending_installation": "false", "pending_job_id": "null", "enabled": "true"}},
		step{call: "GET /apps/installations/1/requirements", want: want{"#requirements": "2", "requirements.0.identifier": `"lead"`, "requirements.1.requirement_type": `"triggers"`}},

		step{call: "PUT /apps/installations/1", body: `{"settings":{"color":"blue"}}`, want: want{"settings": `{"color":"blue","name":"L","token":"x"}`}},
		step{call: "PUT /apps/installations/1", body: `{"settings":{"token":""}}`, status: 422},
		step{call: "PUT /apps/installations/1", body: `{"settings_objects":[{"name":"color","value":"green"}],"app_id":5}`, want: want{"settings.color": `"green"`, "app_id": "1"}},
		step{call: "GET /apps/location_installations", want: want{"location_installations.0": `{"installations":[1],"location_name":"nav_bar"}`}},
		step{call: "PUT /apps/installations/1", body: `{"enabled":false}`, want: want{"enabled": "false", "settings.token": `"x"`}},
		step{call: "GET /apps/location_installations", want: want{"#location_installations": "0"}},
		step{call: "DELETE /apps/1", status: 204},
		step{call: "GET /apps/installations/1", status: 404},
	)
}

func TestBadArchives(t *testing.T) {
	fake := supporttest.New()
	for name, got := range map[string]answer{
		"no zip": upload(t, fake, "uploaded_data", []byte("text")), "another name": upload(t, fake, "file", zipped(t, "manifest.json", manifest)),
	} {
		if got.status != 422 {
			t.Errorf("%s: %d %s", name, got.status, got.text)
		}
	}
	run(t, fake, step{call: "POST /apps/uploads", body: `{}`, status: 415})
	expect(t, "upload", upload(t, fake, "uploaded_data", zipped(t, "readme.txt", "x")), want{"id": "1"})
	const job = "V3-00000000000000000000000000000001"
	run(t, fake,
		step{call: "POST /apps", body: `{"name":"Leads","upload_id":1}`, status: 200},
		step{call: "GET /apps/job_statuses/" + job},
		step{call: "GET /apps/job_statuses/" + job, want: want{"status": `"failed"`, "message": `"The app has no readable manifest.json"`}},
	)
}

func TestAppNotifications(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("apps", `{"id":51,"name":"Leads","visibility":"private","locations":[2]}`, `{"id":52,"name":"Public","visibility":"public"}`)
	fake.Seed("installations", `{"id":82,"app_id":51,"enabled":true}`, `{"id":56,"app_id":51,"enabled":true}`)
	fake.Seed("users", `{"id":5,"name":"Bea","role":"agent","role_type":0}`, `{"id":6,"name":"Ana","role":"end-user"}`)
	fake.AddToken("bea", 5)
	fake.AddToken("ana", 6)
	fake.AddToken("narrow", 900001, "apps:read")
	run(t, fake,
		step{call: "POST /apps/notify", as: "bea", body: `{"app_id":51,"event":"made"}`, status: 200},
		step{call: "POST /apps/notify", body: `{"app_id":0,"event":"made"}`, status: 200},
		step{call: "POST /apps/notify", body: `{"app_id":9,"event":"made"}`, status: 404},
		step{call: "POST /apps/notify", body: `{"app_id":51}`, status: 400},
		step{call: "POST /apps/notify", body: `{"app_id":51,"event":"made","body":"` + strings.Repeat("x", 1<<20) + `"}`, status: 413},
		step{call: "POST /apps/notify", as: "narrow", body: `{"app_id":51,"event":"made"}`, status: 403},
		step{call: "GET /apps", as: "ana", want: want{"#apps": "1", "apps.0.id": "52"}},
		step{call: "GET /apps", as: "bea", want: want{"#apps": "2"}},
		step{call: "GET /apps/owned", as: "bea", status: 403},
		step{call: "GET /apps/location_installations", want: want{"location_installations.0.installations": "[56,82]"}},
		step{call: "POST /apps/location_installations/reorder", body: `{"location_name":"nav_bar","installations":[82,56]}`, status: 200},
		step{call: "GET /apps/location_installations", want: want{"location_installations.0.installations": "[82,56]"}},
		step{call: "POST /apps/location_installations/reorder", body: `{"location_name":"roof","installations":[82]}`, status: 400},
		step{call: "GET /apps/locations", want: want{"locations.0.host_application": `"zendesk"`}},
	)
}
