package export

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

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
	// Progress is called after each answer, by one goroutine at a time; the copy
	// goes on when it returns.
	Progress func(Progress)
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
// beyond its repeats; the next run then goes on. A resource that the
// token may not read is noted in the manifest and is no error, unless an older
// copy has some of it.
//
// A directory that holds the copy of another account is an error, and stays as
// it is.
func Run(ctx context.Context, client *sell.Client, dir string, opts *Options) (*Manifest, error) {
	if opts == nil {
		opts = new(Options)
	}
	r := &run{client: client, dir: dir, progress: opts.Progress}
	if err := r.prepare(opts.Full); err != nil {
		return nil, err
	}
	if r.cp.Commit && opts.Full && !r.cp.Full { // what is finished is not what is asked for
		if _, err := r.commit(); err != nil {
			return nil, err
		}
		return Run(ctx, client, dir, opts)
	}
	if !r.cp.Commit {
		err := r.copy(ctx)
		if err == nil {
			r.cp.Commit = true
		}
		if r.known { // else the files may be of another account
			err = errors.Join(err, r.save())
		}
		for _, s := range r.streams {
			err = errors.Join(err, closeStream(s))
		}
		if err != nil {
			return nil, err
		}
	}
	return r.commit()
}

// run is one call of [Run].
type run struct {
	client   *sell.Client
	dir      string
	progress func(Progress)
	cp       *checkpoint
	old      map[string]Resource // of the finished copy
	account  Account             // of the files that are there
	known    bool                // the account is the right one
	streams  []stream
}

// prepare reads what is there and makes the streams.
func (r *run) prepare(full bool) error {
	if err := os.MkdirAll(filepath.Join(r.dir, filesDir), 0o700); err != nil {
		return err
	}
	var m Manifest
	finished, err := load(r.dir, manifestFile, &m)
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
	r.account = m.Account
	if resumed && cp.Account.ID != 0 {
		r.account = cp.Account
	}
	if !resumed || full && !cp.Full && !cp.Commit {
		cp = checkpoint{Version: version, StartedAt: time.Now().UTC(), Full: full || !finished, Account: r.account}
	}
	r.cp, r.old = &cp, make(map[string]Resource)
	for _, res := range m.Resources {
		r.old[res.Name] = res
	}
	if cp.Commit {
		return nil
	}
	return r.open()
}

// open makes a stream of each resource.
func (r *run) open() error {
	states := make(map[string]*state)
	for _, s := range r.cp.States {
		states[s.Name] = s
	}
	r.cp.States = nil
	outputs := make(map[string]*output)
	for _, res := range resources(r.client, filepath.Join(r.dir, filesDir)) {
		s := states[res.name]
		if s == nil {
			s = &state{Resource: Resource{Name: res.name, File: res.name + ".ndjson"}}
		}
		r.cp.States = append(r.cp.States, s)
		o := &output{state: s}
		outputs[res.name] = o
		if !r.cp.Full {
			o.had = r.old[res.name].Count
		}
		if err := o.open(r.dir); err != nil {
			return err
		}
		made, err := r.stream(res, o, outputs[res.parent])
		if err != nil {
			return err
		}
		r.streams = append(r.streams, made)
	}
	return nil
}

func (r *run) stream(res resource, o, parent *output) (stream, error) {
	switch {
	case res.whole.Route != "":
		s := &single{output: o, fetch: everything(r.client, res.whole)}
		if res.name == "accounts" {
			s.check = r.checkAccount
			o.Done = false // asked for by each run
			if err := o.restart(); err != nil {
				return nil, err
			}
		}
		return s, nil
	case res.chain:
		return &chained{o, res.page, res.most}, nil
	case res.page != nil:
		n := newNumbered(o, res)
		if o.had > 0 && res.recent != nil {
			return &changed{n, res.recent, r.old[res.name].ReadAt.Add(-lagMargin), make(map[int64][]byte)}, nil
		}
		return n, nil
	}
	b := &branches{output: o, of: parent, batch: res.batch, window: res.window, children: res.children}
	if o.had > 0 && res.copied {
		var err error
		if b.old, err = openOlder(o.path, res.nested); err != nil {
			return nil, err
		}
		b.since = r.old[res.parent].ReadAt.Add(-lagMargin)
	}
	return b, nil
}

// checkAccount refuses to mix two accounts.
func (r *run) checkAccount(a answer) error {
	var account Account
	for _, l := range a.lines {
		if err := rest.Unmarshal(l.raw, &account); err != nil {
			return err
		}
	}
	if r.account.ID != 0 && account.ID != r.account.ID {
		return fmt.Errorf("export: the directory holds a copy of the account %d, and the token belongs to %d", r.account.ID, account.ID)
	}
	r.cp.Account, r.known = account, true
	return nil
}

// copy fetches all that is missing.
func (r *run) copy(ctx context.Context) (err error) {
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
		if inFlight == 0 {
			return r.complete()
		}
		j := <-results
		inFlight--
		j.done = true
		if err := r.take(j.s); err != nil {
			return err
		}
		if r.known && time.Since(saved) >= checkpointEvery {
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
		if r.progress != nil {
			r.progress(r.report(o))
		}
	}
	return nil
}

func (r *run) report(o *output) Progress {
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
	return p
}

// save makes all that was written last, and then says how much that is.
func (r *run) save() error {
	for _, s := range r.streams {
		if err := s.base().sync(); err != nil {
			return err
		}
	}
	return store(r.dir, checkpointFile, r.cp)
}

func closeStream(s stream) error {
	if c, ok := s.(interface{ close() error }); ok {
		return c.close()
	}
	return nil
}

// commit puts the files in place, and can be repeated.
func (r *run) commit() (*Manifest, error) {
	m := &Manifest{Version: version, Account: r.cp.Account, StartedAt: r.cp.StartedAt, NotExportable: notExportable()}
	for _, s := range r.cp.States {
		path := filepath.Join(r.dir, s.File)
		err := os.Rename(path+".part", path)
		if err != nil && !errors.Is(err, os.ErrNotExist) { // it was renamed before
			return nil, err
		}
		var size int64
		if s.SHA256, size, err = digest(path); err != nil {
			return nil, err
		}
		if size != s.Bytes {
			return nil, fmt.Errorf("export: %s has %d bytes and should have %d", s.File, size, s.Bytes)
		}
		m.Resources = append(m.Resources, s.Resource)
	}
	m.FinishedAt = time.Now().UTC()
	if err := errors.Join(syncDir(r.dir), store(r.dir, manifestFile, m)); err != nil {
		return nil, err
	}
	return m, os.Remove(filepath.Join(r.dir, checkpointFile))
}
