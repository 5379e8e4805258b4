package export

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/go-json-experiment/json"
)

const (
	version        = 1
	manifestFile   = "manifest.json"
	checkpointFile = "checkpoint.json"
	filesDir       = "files"      // of documents
	recordingsDir  = "recordings" // of calls
	callFiles      = "call_files" // the resource that tells of recordings
)

// folderOf is where the files lie that a resource tells of.
func folderOf(resource string) string {
	if resource == callFiles {
		return recordingsDir
	}
	return filesDir
}

// Manifest says what a copy holds. It is the file "manifest.json", which is
// written last: a directory without one holds no finished copy.
type Manifest struct {
	Version    int        `json:"version"` // of the form of the copy; 1
	Account    Account    `json:"account"`
	StartedAt  time.Time  `json:"started_at"`
	FinishedAt time.Time  `json:"finished_at"`
	Resources  []Resource `json:"resources"`
	// NotExportable lists what Sell holds and no API gives.
	NotExportable []string `json:"not_exportable"`
}

// Account is the account that was copied; zero when the token lacks the scope
// "profile".
type Account struct {
	ID   int64  `json:"id"`
	Name string `json:"name,omitzero"`
}

// Resource is one file of a copy.
type Resource struct {
	Name string `json:"name"`
	// File is the name of the file in the directory: the Name and ".ndjson". While
	// a new copy takes the place of an older one it is another for a moment, or
	// until the next run where the process died in it.
	File  string `json:"file"`
	Count int64  `json:"count"`
	Bytes int64  `json:"bytes"`
	// FirstID and LastID are the ids of the first and the last line that has one;
	// 0 where none has.
	FirstID int64  `json:"first_id,omitzero"`
	LastID  int64  `json:"last_id,omitzero"`
	SHA256  string `json:"sha256"`
	// Unavailable is the status, 403 or 404, with which Sell refused the
	// resource: the plan, the scopes of the token, or the user do not reach it.
	Unavailable int `json:"unavailable,omitzero"`
	// Refused counts the records of which Sell refused (403, 404) what belongs to
	// them, while it gave that of others.
	Refused int64 `json:"refused,omitzero"`
	// Missing counts the documents, or the calls with a recording, whose contents
	// could not be had.
	Missing int64 `json:"missing,omitzero"`
	// ReadAt is the time of the server when the listing began.
	ReadAt time.Time `json:"read_at,omitzero"`
}

// notExportable is what the facts of the API leave out.
func notExportable() []string {
	return []string{
		"e-mails and their templates", "appointments and their history", "reports and dashboards", "Smart Lists",
		"distribution pools", "roles, teams and permissions", "automations and triggers",
		"the bodies of sequence templates", "recordings of calls whose links are refused", "private notes of other users than the token's", "deleted records",
	}
}

// checkpoint is a run that is not finished.
type checkpoint struct {
	Version   int       `json:"version"`
	Account   Account   `json:"account"`
	StartedAt time.Time `json:"started_at"`
	Full      bool      `json:"full,omitzero"` // nothing of an older copy is used
	// Commit says that all is fetched and the new copy takes the old one's place.
	Commit bool     `json:"commit,omitzero"`
	States []*state `json:"states"`
}

// state is how far one resource is.
type state struct {
	Resource
	Done bool `json:"done,omitzero"`
	// Position counts the records of the listing that lie behind, or the bytes
	// of the file that names the parents.
	Position int64   `json:"position,omitzero"`
	Cursor   string  `json:"cursor,omitzero"`
	Recent   []int64 `json:"recent,omitzero"`   // ids read last
	Answered bool    `json:"answered,omitzero"` // a branch: not all was refused
}

// load reads a JSON file of the directory; ok is false when there is none.
func load(dir, name string, v any) (ok bool, err error) {
	data, err := os.ReadFile(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err == nil {
		err = json.Unmarshal(data, v)
	}
	if err != nil {
		return false, fmt.Errorf("export: %s: %w", name, err)
	}
	return true, nil
}
