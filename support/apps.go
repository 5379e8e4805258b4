package support

import (
	"bytes"
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"mime/multipart"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// AppsService reads and writes apps: an archive is uploaded, an app made of it,
// and the app installed with [AppInstallationsService]. Administrators may. A
// listing has one page.
//
// API page: Apps (ticketing/apps/apps).
//
//zendesk:resource App /api/v2/apps one= Get(unlisted) List(unlisted) Delete(unlisted)
type AppsService struct{ rc *rest.Client }

// Owned lists the apps that the account has made.
//
// API page: Apps (ticketing/apps/apps).
//
//zendesk:op GET /api/v2/apps/owned returns=apps unlisted
func (s AppsService) Owned() Listing[App, OwnedAppQuery] {
	return list[App, OwnedAppQuery](s.rc, opAppsOwned)
}

// Upload stores the archive of an app, a zip file, to make an app of it or a new
// version.
//
// API page: Apps (ticketing/apps/apps).
//
//zendesk:op POST /api/v2/apps/uploads sends= returns= unlisted
func (s AppsService) Upload(ctx context.Context, archive []byte, opts ...zendesk.CallOption) (*AppUpload, error) {
	req := opAppsUpload.Request()
	if len(archive) == 0 {
		return nil, &zendesk.ArgumentError{Op: req.Op, Argument: "archive", Problem: "is empty: give the content of a zip file"}
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("uploaded_data", "app.zip")
	if err == nil {
		_, err = part.Write(archive)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, err
	}
	return one[AppUpload](ctx, s.rc, req.With(rest.Verbatim{ContentType: w.FormDataContentType(), Data: form.Bytes()}), opts)
}

// Create starts a job that makes a private app of an upload.
//
// API page: Apps (ticketing/apps/apps).
//
//zendesk:op POST /api/v2/apps class=append sends= returns= unlisted
func (s AppsService) Create(ctx context.Context, p AppParams, opts ...zendesk.CallOption) (*AppJob, error) {
	return s.start(ctx, opAppsCreate.Request().With(p), opts)
}

// Update starts a job that makes a new version of an app from an upload.
// Installations follow it.
//
// API page: Apps (ticketing/apps/apps).
//
//zendesk:op PUT /api/v2/apps/{id} class=append sends= returns= unlisted
func (s AppsService) Update(ctx context.Context, id int64, p AppParams, opts ...zendesk.CallOption) (*AppJob, error) {
	return s.start(ctx, opAppsUpdate.Request(id).With(p), opts)
}

func (s AppsService) start(ctx context.Context, req rest.Request, opts []zendesk.CallOption) (*AppJob, error) {
	started, err := one[startedAppJob](ctx, s.rc, req, opts)
	if err != nil {
		return nil, err
	}
	if started.JobID.IsZero() {
		return nil, errors.New(req.Op + ": the answer names no job")
	}
	return s.Job(started.JobID.String()), nil
}

// startedAppJob is the answer to what starts a job.
type startedAppJob struct {
	JobID zendesk.Text `json:"job_id,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"`
}

// JobStatus returns how far a job of apps is.
//
// API page: Apps (ticketing/apps/apps).
//
//zendesk:op GET /api/v2/apps/job_statuses/{id} returns= unlisted
func (s AppsService) JobStatus(ctx context.Context, id string, opts ...zendesk.CallOption) (*AppJobStatus, error) {
	return one[AppJobStatus](ctx, s.rc, opAppsJobStatus.Request(id), opts)
}

// Job returns the job with that id, to wait for it in another process than the
// one that started it. It asks Support nothing yet.
func (s AppsService) Job(id string) *AppJob { return &AppJob{ID: id, status: s.JobStatus} }

// Notify sends an event to the running instances of an app, for one agent or for
// all. There is no telling whether any got it.
//
// API page: Apps (ticketing/apps/apps).
//
//zendesk:op POST /api/v2/apps/notify class=append limit=apps-notify:100/min sends= unlisted
func (s AppsService) Notify(ctx context.Context, p AppNotifyParams, opts ...zendesk.CallOption) error {
	return do(ctx, s.rc, opAppsNotify.Request().With(p), opts)
}

// PublicKey returns the key that the requests of an app are signed with, by RS256.
//
// API page: Apps (ticketing/apps/apps).
//
//zendesk:op GET /api/v2/apps/{id}/public_key.pem returns= unlisted
func (s AppsService) PublicKey(ctx context.Context, id int64, opts ...zendesk.CallOption) (key *rsa.PublicKey, err error) {
	err = s.rc.Do(ctx, opAppsPublicKey.Request(id).Request, opts, func(body []byte) (odd []string, err error) {
		key, err = readPublicKey(body)
		return nil, err
	})
	if err != nil {
		return nil, err
	}
	return key, nil
}

func readPublicKey(text []byte) (*rsa.PublicKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("it is not a key in PEM form")
	}
	if key, err := x509.ParsePKCS1PublicKey(block.Bytes); err == nil {
		return key, nil
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if key, isRSA := parsed.(*rsa.PublicKey); err == nil && isRSA {
		return key, nil
	}
	return nil, errors.New("it is not an RSA key")
}

// App is an app of the account, or of the marketplace.
type App struct {
	ID                       int64             `json:"id"`
	Name                     string            `json:"name,omitzero"`
	ShortDescription         string            `json:"short_description,omitzero"`
	LongDescription          string            `json:"long_description,omitzero"`
	RawLongDescription       string            `json:"raw_long_description,omitzero"`
	AuthorName               string            `json:"author_name,omitzero"`
	AuthorEmail              string            `json:"author_email,omitzero"`
	AuthorURL                string            `json:"author_url,omitzero"`
	Version                  string            `json:"version,omitzero"`
	FrameworkVersion         string            `json:"framework_version,omitzero"`
	State                    string            `json:"state,omitzero"`
	Visibility               string            `json:"visibility,omitzero"` // private or public
	Products                 []string          `json:"products,omitzero"`   // support, chat, sell
	Locations                []int64           `json:"locations,omitzero"`  // see [AppLocation]
	Parameters               []AppParameter    `json:"parameters,omitzero"` // the settings that an installation takes
	SingleInstall            bool              `json:"single_install,omitzero"`
	Installable              bool              `json:"installable,omitzero"`
	InstallationCount        int64             `json:"installation_count,omitzero"`
	InstallationInstructions string            `json:"installation_instructions,omitzero"`
	SmallIcon                string            `json:"small_icon,omitzero"`
	LargeIcon                string            `json:"large_icon,omitzero"`
	Categories               []json.RawMessage `json:"categories,omitzero"`
	Rating                   json.RawMessage   `json:"rating,omitzero"`
	Plans                    []json.RawMessage `json:"plans,omitzero"`
	Deprecated               bool              `json:"deprecated,omitzero"`
	Obsolete                 bool              `json:"obsolete,omitzero"`
	OwnerID                  int64             `json:"owner_id,omitzero"`
	AppOrganization          json.RawMessage   `json:"app_organization,omitzero"`
	CreatedAt                time.Time         `json:"created_at,omitzero"`
	UpdatedAt                time.Time         `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AppParameter is a setting that an app takes.
type AppParameter struct {
	ID           int64           `json:"id"`
	AppID        int64           `json:"app_id,omitzero"`
	Name         string          `json:"name,omitzero"`
	Kind         string          `json:"kind,omitzero"`
	Required     bool            `json:"required,omitzero"`
	Secure       bool            `json:"secure,omitzero"` // its value is not shown to the app's code
	DefaultValue json.RawMessage `json:"default_value,omitzero"`
	Position     int64           `json:"position,omitzero"`
	CreatedAt    time.Time       `json:"created_at,omitzero"`
	UpdatedAt    time.Time       `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AppUpload is an archive that was stored.
type AppUpload struct {
	ID int64 `json:"id"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AppParams is an app to make or to change. A new one needs Name and UploadID, a
// new version UploadID.
type AppParams struct {
	Name             zendesk.Opt[string] `json:"name,omitzero"`
	ShortDescription zendesk.Opt[string] `json:"short_description,omitzero"`
	UploadID         zendesk.Opt[int64]  `json:"upload_id,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// AppNotifyParams is an event for the running instances of an app. It needs
// AppID and Event, and can have one megabyte.
type AppNotifyParams struct {
	AppID   zendesk.Opt[int64]  `json:"app_id,omitzero"` // 0: the app on the developer's machine
	Event   zendesk.Opt[string] `json:"event,omitzero"`
	Body    zendesk.Opt[string] `json:"body,omitzero"`     // JSON is parsed for the app
	AgentID zendesk.Opt[int64]  `json:"agent_id,omitzero"` // absent: all agents

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// AppQuery has no filters: the listing of apps takes none.
type AppQuery struct{}

// OwnedAppQuery says what the listing of the account's apps leaves out.
type OwnedAppQuery struct {
	Exclude string `query:"exclude"` // parameters
}
