package support_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// An archive comes whole, also when it is sent again.
func TestUploadIsAForm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rt := &canned{replies: []reply{{status: http.StatusTooManyRequests, header: http.Header{"Retry-After": {"1"}}}, {status: 201, body: `{"id":7}`}}}
		upload, err := connect(t, rt).Apps.Upload(t.Context(), []byte("PK\x00\xff"))
		if err != nil || upload.ID != 7 || len(rt.sent) != 2 {
			t.Fatal(upload, err, len(rt.sent))
		}
		for _, s := range rt.sent {
			if kind := s.header.Get("Content-Type"); !strings.HasPrefix(kind, "multipart/form-data; boundary=") || !strings.Contains(s.body, "PK\x00\xff") ||
				!strings.Contains(s.body, `name="uploaded_data"`) {
				t.Errorf("%s: %q", kind, s.body)
			}
		}
		if _, err := connect(t, rt).Apps.Upload(t.Context(), nil); !errors.Is(err, zendesk.ErrInvalid) {
			t.Error(err)
		}
	})
}

// The numbers of jobs come as text or as numbers.
func TestAppJobs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rt := ok(`{"job_id":77}`, `{"id":"77","status":"queued"}`, `{"id":"77","status":"failed","message":"No manifest of ana@example.com"}`)
		job, err := connect(t, rt).Apps.Create(t.Context(), support.AppParams{})
		if err != nil || job.ID != "77" {
			t.Fatal(job, err)
		}
		start := time.Now()
		status, err := job.Wait(t.Context())
		failed, isFailed := errors.AsType[*support.AppJobError](err)
		if !isFailed || failed.Job.Message == "" || status.Status != support.JobFailed || err.Error() != "support: app job 77: failed" {
			t.Error(status, err)
		}
		equal(t, "waited", time.Since(start), 1250*time.Millisecond)
		equal(t, "sent", rt.lines()[2], "GET /api/v2/apps/job_statuses/77")

		if _, err := connect(t, ok(`{}`)).Apps.Create(t.Context(), support.AppParams{}); err == nil || err.Error() != "support.Apps.Create: the answer names no job" {
			t.Error(err)
		}
	})
}

// The key is the one that requests of the app are signed with.
func TestPublicKey(t *testing.T) {
	fake := supporttest.New()
	fake.Seed("apps", `{"id":51,"name":"Leads"}`)
	key, err := fake.Client(nil).Apps.PublicKey(t.Context(), 51)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte("header.claims"))
	signature := must(rsa.SignPKCS1v15(rand.Reader, fake.AppKey(51), crypto.SHA256, sum[:]))
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature); err != nil {
		t.Error(err)
	}
	if _, err := fake.Client(nil).Apps.PublicKey(t.Context(), 52); !errors.Is(err, zendesk.ErrNotFound) {
		t.Error(err)
	}
	for _, body := range []string{`{}`, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"} {
		if key, err := connect(t, ok(body)).Apps.PublicKey(t.Context(), 51); err == nil || key != nil {
			t.Errorf("%q is read as %v, %v", body, key, err)
		}
	}
}

func TestAppLocationsNeedNames(t *testing.T) {
	rt := ok(`{}`)
	for _, err := range []error{
		connect(t, rt).AppLocations.Reorder(t.Context(), "", []int64{1}), connect(t, rt).AppLocations.Reorder(t.Context(), "nav_bar", nil),
		connect(t, rt).TicketFields.Reorder(t.Context(), nil), connect(t, rt).UserFields.Reorder(t.Context(), nil), connect(t, rt).OrganizationFields.Reorder(t.Context(), nil),
	} {
		if !errors.Is(err, zendesk.ErrInvalid) {
			t.Error(err)
		}
	}
	if _, err := connect(t, rt).TicketForms.Reorder(t.Context(), nil); !errors.Is(err, zendesk.ErrInvalid) {
		t.Error(err)
	}
	if _, err := connect(t, rt).Views.CountMany(t.Context(), make([]int64, 21)); !errors.Is(err, zendesk.ErrInvalid) {
		t.Error(err)
	}
	equal(t, "sent", len(rt.sent), 0)
}
