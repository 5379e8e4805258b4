package export

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
	"github.com/sellsupport/zendesk/sell"
)

// checkpointEvery is how much work a process that dies loses.
const checkpointEvery = 10 * time.Second

// Options changes how a copy is made. The zero value is ready to use.
type Options struct {
	// Full reads everything again where a finished copy lies, which also finds
	// deletions. By default only changes are read; see the package comment.
	Full bool
	// Progress is called after each answer, and once for each resource that is
	// complete, by one goroutine at a time; the copy goes on when it returns.
	Progress func(Progress)

	disk disk // nil: local
}

// Progress is how far a run is. How many records there are, Sell does not tell.
type Progress struct {
	Resource string // that the last answer was about, such as "leads"
	Done     int64  // records of the resource in the copy
	Finished bool   // the resource is complete
	// Resources is how many resources are complete, and Total how many there are.
	Resources, Total int
	// Buffered is how many records are fetched and not yet written.
	Buffered int
}

// Run copies the account of the client to a directory, which it makes if need
// be, goes on where a run before was stopped, or brings a finished copy up to
// date. It returns when the copy is complete, ctx is done, or a request failed
// beyond its repeats; the next run then goes on. What the token may not read is
// noted in the manifest and is no error, unless an older copy has some of it, or
// every account has it.
//
// A directory that holds the copy of another account is an error, and stays as
// it is.
func Run(ctx context.Context, client *sell.Client, dir string, opts *Options) (*Manifest, error) {
	if opts == nil {
		opts = new(Options)
	}
	r := &run{client: client, dir: dir, disk: cmp.Or[disk](opts.disk, local{}), progress: opts.Progress}
	err := r.prepare(ctx, opts.Full)
	if err == nil && !r.cp.Commit {
		err = r.copy(ctx)
	}
	for _, s := range r.streams {
		err = cmp.Or(err, s.close())
	}
	if err != nil {
		return nil, err
	}
	m, err := r.commit(ctx)
	if err == nil && opts.Full && !r.cp.Full { // what was finished is not what is asked for
		return Run(ctx, client, dir, opts)
	}
	return m, err
}

// run is one call of [Run].
type run struct {
	client   *sell.Client
	dir      string
	disk     disk
	progress func(Progress)
	cp       *checkpoint
	manifest *Manifest           // of the finished copy
	placed   bool                // that copy is what the checkpoint is of
	old      map[string]Resource // of the finished copy
	begun    bool                // there is something of this account already
	account  answer              // the account of the client
	unknown  error               // why there is no account
	streams  []stream
}

// prepare reads what is there and makes the streams.
func (r *run) prepare(ctx context.Context, full bool) error {
	for _, folder := range []string{filesDir, recordingsDir} {
		if err := r.disk.MkdirAll(filepath.Join(r.dir, folder)); err != nil {
			return err
		}
	}
	m := new(Manifest)
	finished, err := load(r.dir, manifestFile, m)
	if err != nil {
		return err
	}
	var cp checkpoint
	resumed, err := load(r.dir, checkpointFile, &cp)
	if err != nil {
		return err
	}
	for _, v := range []int{m.Version, cp.Version} {
		if v > version {
			return fmt.Errorf("export: the copy has version %d, which this program does not know", v)
		}
	}
	r.manifest = m
	r.placed = finished && resumed && cp.Commit && m.StartedAt.Equal(cp.StartedAt)
	if err := r.settle(ctx); err != nil {
		return err
	}
	m = r.manifest
	resumed = resumed && (!full || cp.Full || cp.Commit)
	if !resumed {
		cp = checkpoint{Version: version, StartedAt: time.Now().UTC(), Full: full || !finished, Account: m.Account}
	}
	// A copy whose account is not known can only be made anew by another token.
	r.begun = resumed || finished && (m.Account.ID != 0 || !cp.Full)
	r.cp, r.old = &cp, make(map[string]Resource)
	for _, res := range m.Resources {
		r.old[res.Name] = res
	}
	if cp.Commit {
		return nil
	}
	return r.open(ctx)
}

// files are those that a resource tells of.
func (r *run) files(resource string) files {
	return files{client: r.client, disk: r.disk, dir: filepath.Join(r.dir, folderOf(resource)), older: make(map[int64]content)}
}

// open makes a stream of each resource.
func (r *run) open(ctx context.Context) error {
	states := make(map[string]*state)
	for _, s := range r.cp.States {
		states[s.Name] = s
	}
	r.cp.States = nil
	documents, recordings := r.files("lead_files"), r.files(callFiles)
	for name := range r.old {
		if strings.HasSuffix(name, "_files") && r.intact(ctx, name) {
			into := documents.older
			if name == callFiles {
				into = recordings.older
			}
			if err := readContents(r.path(name), into); err != nil {
				return err
			}
		}
	}
	outputs := make(map[string]*output)
	for _, res := range resources(r.client, documents, recordings) {
		s := states[res.name]
		if s == nil {
			s = &state{Resource: Resource{Name: res.name, File: res.name + ".ndjson"}}
		}
		r.cp.States = append(r.cp.States, s)
		o := &output{state: s, needed: res.needed, had: r.old[res.name].Count, told: s.Done}
		outputs[res.name] = o
		if err := o.open(r.disk, r.dir); err != nil {
			return err
		}
		made, err := r.stream(ctx, res, o, outputs[res.parent])
		if err != nil {
			return errors.Join(err, o.close())
		}
		r.streams = append(r.streams, made)
	}
	return ctx.Err()
}

func (r *run) path(name string) string { return filepath.Join(r.dir, r.old[name].File) }

// intact reports whether the older copy can be used for a resource.
func (r *run) intact(ctx context.Context, name string) bool {
	old := r.old[name]
	if r.cp.Full && !strings.HasSuffix(name, "_files") || old.Count == 0 {
		return false
	}
	sum, size, err := digest(ctx, r.path(name))
	return err == nil && size == old.Bytes && sum == old.SHA256
}

func (r *run) stream(ctx context.Context, res resource, o, parent *output) (stream, error) {
	switch {
	case res.name == "accounts":
		return &single{o, func(context.Context) (answer, error) { return r.account, r.unknown }}, nil
	case res.whole.Route != "":
		return &single{o, everything(r.client, res.whole)}, nil
	case res.chain:
		return &chained{o, res.page, res.most}, nil
	case res.page != nil:
		n := newNumbered(o, res)
		if res.recent != nil && r.intact(ctx, res.name) {
			return &changed{n, res.recent, r.old[res.name].ReadAt.Add(-lagMargin), make(map[int64][]byte)}, nil
		}
		return n, nil
	}
	b := &branches{output: o, of: parent, batch: res.batch, window: res.window, children: res.children, ahead: res.ahead}
	if res.nested != "" && r.intact(ctx, res.name) && r.intact(ctx, res.parent) {
		var err error
		if b.old, err = openOlder(r.path(res.name), r.path(res.parent), res.nested); err != nil {
			return nil, err
		}
		b.since = r.old[res.parent].ReadAt.Add(-lagMargin)
	}
	return b, nil
}

// identify asks whose account it is, and refuses to mix two.
func (r *run) identify(ctx context.Context) error {
	var account Account
	r.account, r.unknown = everything(r.client, zendesk.Request{Op: "sell.Accounts.Self", Method: http.MethodGet, Route: "/v2/accounts/self"})(ctx)
	if r.unknown != nil && refusal(r.unknown) == 0 {
		return r.unknown
	}
	for _, l := range r.account.lines {
		if err := rest.Unmarshal(l.raw, &account); err != nil {
			return err
		}
	}
	if r.begun && account.ID != r.cp.Account.ID {
		return fmt.Errorf("export: the directory holds a copy of the account %d, and the token belongs to %d; 0 stands for a token without the scope profile", r.cp.Account.ID, account.ID)
	}
	r.cp.Account = account
	return nil
}

// copy fetches all that is missing, and notes how far it came.
func (r *run) copy(ctx context.Context) error {
	if err := r.identify(ctx); err != nil {
		return err // the files may be of another account
	}
	err := r.fetch(ctx)
	r.cp.Commit = err == nil
	return errors.Join(err, r.save())
}

func (r *run) fetch(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	results := make(chan *job)
	inFlight := 0
	defer func() {
		cancel()
		for range inFlight {
			<-results
		}
	}()
	saved := time.Now()
	for {
		for inFlight < maxInFlight {
			j, err := r.nextJob()
			if err != nil {
				return err
			}
			if j == nil {
				break
			}
			inFlight++
			go func() {
				j.got, j.err = j.fetch(ctx)
				results <- j
			}()
		}
		r.tell()
		if inFlight == 0 {
			return r.complete()
		}
		j := <-results
		inFlight--
		j.done = true
		if err := r.take(j.s); err != nil {
			return err
		}
		if j.s.base().anew || time.Since(saved) >= checkpointEvery {
			if err := r.save(); err != nil {
				return err
			}
			saved = time.Now()
		}
	}
}

// complete checks that no stream waits for another in vain.
func (r *run) complete() error {
	for _, s := range r.streams {
		if o := s.base(); !o.Done {
			return fmt.Errorf("export: %s is not complete", o.Name)
		}
	}
	return nil
}

// nextJob asks the streams in their order, so that few are open at a time.
func (r *run) nextJob() (*job, error) {
	for _, s := range r.streams {
		j, err := s.next()
		if err != nil {
			return nil, err
		}
		if j != nil {
			j.s = s
			s.base().queue = append(s.base().queue, j)
			return j, nil
		}
	}
	return nil, nil
}

// take applies what a stream got, as far as nothing before it is missing.
func (r *run) take(s stream) error {
	o := s.base()
	for len(o.queue) > 0 && o.queue[0].done {
		j := o.queue[0]
		o.queue = o.queue[1:]
		if err := s.apply(j); err != nil {
			return fmt.Errorf("export: %s: %w", o.Name, err)
		}
		r.report(o)
	}
	return nil
}

// tell reports the resources that became complete without an answer.
func (r *run) tell() {
	for _, s := range r.streams {
		if o := s.base(); o.Done && !o.told {
			r.report(o)
		}
	}
}

func (r *run) report(o *output) {
	o.told = o.Done
	if r.progress == nil {
		return
	}
	p := Progress{Resource: o.Name, Done: o.Count, Finished: o.Done, Total: len(r.streams)}
	for _, s := range r.streams {
		if s.base().Done {
			p.Resources++
		}
		for _, j := range s.base().queue {
			if j.done {
				p.Buffered += len(j.got.lines)
			}
		}
	}
	r.progress(p)
}

// save makes all that was written last, and then says how much that is.
func (r *run) save() error {
	for _, s := range r.streams {
		if err := s.base().sync(); err != nil {
			return err
		}
		s.base().anew = false
	}
	return store(r.disk, r.dir, checkpointFile, r.cp)
}
