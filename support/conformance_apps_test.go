package support_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
)

// archive returns the zip file of an app that needs a field.
func archive(version string) []byte {
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	for name, content := range map[string]string{
		"manifest.json": `{"name":"Lead finder","version":"` + version + `","frameworkVersion":"2.0","signedUrls":true,"author":{"name":"Acme"},
			"location":{"support":{"ticket_sidebar":"https://leads.example.com"},"sell":{"deal_card":"https://leads.example.com"}},
			"parameters":[{"name":"token","type":"text","required":true,"secure":true}]}`,
		"requirements.json": `{"ticket_fields":{"lead_field":{"type":"text","title":"Lead"}}}`,
	} {
		part := must(w.Create(name))
		must(part.Write([]byte(content)))
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return file.Bytes()
}

func appSteps(ctx context.Context, desk *support.Client) []step {
	var upload, app, installation int64
	var pending, updating string
	job := func(j *support.AppJob, err error) (any, error) {
		if err != nil {
			return nil, err
		}
		updating = j.ID
		status, err := j.Wait(ctx)
		if err == nil && status.AppID != 0 {
			app = status.AppID
		}
		return status.Status, err
	}
	return []step{
		{"Apps.Upload", "POST /apps/uploads",
			`POST /api/v2/apps/uploads (form)`, `true`,
			func() (any, error) {
				u, err := desk.Apps.Upload(ctx, archive("1.0.0"))
				if err != nil {
					return nil, err
				}
				upload = u.ID
				next, err := desk.Apps.Upload(ctx, archive("1.1.0"))
				return next.ID == upload+1, err
			}},
		{"Apps.Create", "POST /apps",
			`POST /api/v2/apps {"name":"Lead finder","short_description":"Shows leads","upload_id":1}`, `completed`,
			func() (any, error) {
				return job(desk.Apps.Create(ctx, support.AppParams{Name: zendesk.Set("Lead finder"), ShortDescription: zendesk.Set("Shows leads"), UploadID: zendesk.Set(upload)}))
			}},
		{"Apps.Get", "GET /apps/{id}",
			`GET /api/v2/apps/52`, `[Lead finder 1.0.0 [support sell] [3 15] token true]`,
			func() (any, error) {
				a, err := desk.Apps.Get(ctx, app)
				return []any{a.Name, a.Version, a.Products, a.Locations, a.Parameters[0].Name, a.Parameters[0].Secure}, err
			}},
		{"Apps.Update", "PUT /apps/{id}",
			`PUT /api/v2/apps/52 {"upload_id":2}`, `[completed 1.1.0]`,
			func() (any, error) {
				status, err := job(desk.Apps.Update(ctx, app, support.AppParams{UploadID: zendesk.Set(upload + 1)}))
				if err != nil {
					return nil, err
				}
				a, err := desk.Apps.Get(ctx, app)
				return []any{status, a.Version}, err
			}},
		{"Apps.JobStatus", "GET /apps/job_statuses/{id}",
			`GET /api/v2/apps/job_statuses/{job}`, `[completed 52]`,
			func() (any, error) {
				status, err := desk.Apps.JobStatus(ctx, updating)
				return []any{status.Status, status.AppID}, err
			}},
		{"Apps.List", "GET /apps",
			`GET /api/v2/apps`, `[51 52]`,
			func() (any, error) { return found(desk.Apps.List(ctx, support.AppQuery{}, "")) }},
		{"Apps.Owned", "GET /apps/owned",
			`GET /api/v2/apps/owned?exclude=parameters`, `[52 0]`,
			func() (any, error) {
				page, err := desk.Apps.Owned().List(ctx, support.OwnedAppQuery{Exclude: "parameters"}, "")
				return []any{page.Items[0].ID, len(page.Items[0].Parameters)}, err
			}},
		{"Apps.PublicKey", "GET /apps/{id}/public_key.pem",
			`GET /api/v2/apps/52/public_key.pem`, `2048`,
			func() (any, error) {
				key, err := desk.Apps.PublicKey(ctx, app)
				return key.N.BitLen(), err
			}},
		{"Apps.Notify", "POST /apps/notify",
			`POST /api/v2/apps/notify {"app_id":52,"event":"lead.made","body":"{\"id\":7}","agent_id":2}`, `<nil>`,
			func() (any, error) {
				return nil, desk.Apps.Notify(ctx, support.AppNotifyParams{AppID: zendesk.Set(app), Event: zendesk.Set("lead.made"), Body: zendesk.Set(`{"id":7}`), AgentID: zendesk.Set[int64](2)})
			}},
		{"AppInstallations.Create", "POST /apps/installations",
			`POST /api/v2/apps/installations {"app_id":52,"settings":{"name":"Leads","token":"x"},"role_restrictions":["4"],"group_restrictions":[20]}`, `[52 true [4] [20]]`,
			func() (any, error) {
				i, err := desk.AppInstallations.Create(ctx, support.AppInstallationParams{
					AppID: zendesk.Set(app), Settings: json.RawMessage(`{"name":"Leads","token":"x"}`),
					RoleRestrictions: zendesk.Set([]zendesk.Text{zendesk.NewText("4")}), GroupRestrictions: zendesk.Set([]int64{20}),
				})
				installation, pending = i.ID, i.PendingJobID
				return []any{i.AppID, i.PendingInstallation, i.RoleRestrictions, i.GroupRestrictions}, err
			}},
		{"AppInstallations.JobStatus", "GET /apps/installations/job_statuses/{id}",
			`GET /api/v2/apps/installations/job_statuses/{job}`, `[working completed true]`,
			func() (any, error) {
				status, err := desk.AppInstallations.JobStatus(ctx, pending)
				if err != nil {
					return nil, err
				}
				end, err := desk.AppInstallations.Job(pending).Wait(ctx)
				return []any{status.Status, end.Status, end.InstallationID == installation}, err
			}},
		{"AppInstallations.Requirements", "GET /apps/installations/{id}/requirements",
			`GET /api/v2/apps/installations/51/requirements`, `[1 lead_field ticket_fields]`,
			func() (any, error) {
				all, err := desk.AppInstallations.Requirements(ctx, installation)
				return []any{len(all), all[0].Identifier, all[0].RequirementType}, err
			}},
		{"AppInstallations.Update", "PUT /apps/installations/{id}",
			`PUT /api/v2/apps/installations/51 {"settings":{"name":"My leads"},"enabled":true}`, `{"name":"My leads","token":"x"}`,
			func() (any, error) {
				i, err := desk.AppInstallations.Update(ctx, installation, support.AppInstallationParams{Settings: json.RawMessage(`{"name":"My leads"}`), Enabled: zendesk.Set(true)})
				return string(i.Settings), err
			}},
		{"AppLocations.List", "GET /apps/locations",
			`GET /api/v2/apps/locations`, `[15 deal_card sell 4]`,
			func() (any, error) {
				page, err := desk.AppLocations.List(ctx, support.AppLocationQuery{}, "")
				at := slices.IndexFunc(page.Items, func(l *support.AppLocation) bool { return l.Name == "deal_card" })
				l := page.Items[at]
				return []any{l.ID, l.Name, l.HostApplication, l.ProductCode}, err
			}},
		{"AppLocations.Reorder", "POST /apps/location_installations/reorder",
			`POST /api/v2/apps/location_installations/reorder {"location_name":"ticket_sidebar","installations":[51]}`, `<nil>`,
			func() (any, error) {
				return nil, desk.AppLocations.Reorder(ctx, "ticket_sidebar", []int64{installation})
			}},
		{"AppLocations.Installations", "GET /apps/location_installations",
			`GET /api/v2/apps/location_installations`, `[2 ticket_sidebar [51]]`,
			func() (any, error) {
				all, err := desk.AppLocations.Installations(ctx)
				return []any{len(all), all[0].LocationName, all[0].Installations}, err
			}},
		{"AppInstallations.Delete", "DELETE /apps/installations/{id}",
			`DELETE /api/v2/apps/installations/51`, `<nil>`,
			func() (any, error) { return nil, desk.AppInstallations.Delete(ctx, installation) }},
		{"Apps.Delete", "DELETE /apps/{id}",
			`DELETE /api/v2/apps/52`, `<nil>`,
			func() (any, error) { return nil, desk.Apps.Delete(ctx, app) }},
	}
}
