package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/examples/internal/demo"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/export"
	"github.com/sellsupport/zendesk/sell/export/leave"
)

// options are the arguments.
type options struct {
	copy, out, since string
	demo             bool
	target           *leave.Target
	check, all       bool
	owners           leave.Owners
	relink           list
	support, write   bool
	field            int64
}

// list is a flag that may come several times.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(value string) error {
	*l = append(*l, value)
	return nil
}

const about = `Leave turns a copy of a Sell account into files for the CRM that comes next.
Make the copy with examples/export, or try -demo. Flags:
`

const environment = `
With -support, ZENDESK_SUBDOMAIN and ZENDESK_ACCESS_TOKEN name the Support account and
an administrator's token, and ZENDESK_URL replaces its address.
`

func parse(args []string, out io.Writer) (*options, error) {
	o := new(options)
	var target, owners string
	var mappings list
	flags := flag.NewFlagSet("leave", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.copy, "copy", "", "`directory` of the copy")
	flags.BoolVar(&o.demo, "demo", false, "take the invented company of the examples instead of a copy")
	flags.StringVar(&o.out, "out", "", "`directory` to write to; one of an earlier run is written anew")
	flags.StringVar(&target, "target", "", "`CRM` to write files for: "+strings.Join(leave.Targets(), ", ")+",\nor a file with a mapping of your own; plain tables without it")
	flags.Var(&mappings, "mapping", "`file` that changes the mapping of the target; may come several times")
	flags.BoolVar(&o.check, "check", false, "tell what to mend and to make first, and write nothing")
	flags.BoolVar(&o.all, "all", false, "with -check, print every finding and not the first ten of a kind")
	flags.StringVar(&owners, "owners", "", "`file` that names owners in the target: an owners.csv with the column target_owner filled in")
	flags.StringVar(&o.owners.Default, "default-owner", "", "`user` of the target who owns what has no owner there")
	flags.Var(&o.relink, "relink", "`file` that the target exported after the first pass, or a crosswalk.csv;\nwrites the second pass; may come several times")
	flags.StringVar(&o.since, "since", "", "`directory` of an older copy: write only what changed since")
	flags.BoolVar(&o.support, "support", false, "read from Support which tickets belong to which records, and what there is of Sell")
	flags.BoolVar(&o.write, "write", false, "with -support and -relink, mark tickets with the ids of the target;\nwithout it they are only listed")
	flags.Int64Var(&o.field, "ticket-field", 0, "`id` of the ticket field that takes the mark; a tag without it")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(out, about)
		flags.SetOutput(out)
		flags.PrintDefaults()
		fmt.Fprint(out, environment)
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errUsage, err)
	case flags.NArg() > 0:
		return nil, fmt.Errorf("%w: there are arguments beside the flags", errUsage)
	}
	if err := o.sensible(target, mappings); err != nil {
		return nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	if err := o.read(target, mappings, owners); err != nil {
		return nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	return o, nil
}

// sensible finds flags that contradict each other.
func (o *options) sensible(target string, mappings list) error {
	switch {
	case (o.copy == "") != o.demo:
		return errors.New("give -copy or -demo")
	case o.check && target == "":
		return errors.New("-check needs -target")
	case !o.check && o.out == "":
		return errors.New("-out is needed, or -check")
	case (len(o.relink) > 0 || len(mappings) > 0) && target == "":
		return errors.New("-relink and -mapping need -target")
	case o.write && (!o.support || len(o.relink) == 0):
		return errors.New("-write needs -support, and -relink for the ids of the target")
	case o.field != 0 && !o.support:
		return errors.New("-ticket-field needs -support")
	}
	return nil
}

// read loads the files that flags name.
func (o *options) read(target string, mappings list, owners string) error {
	changes := make([][]byte, len(mappings))
	for i, name := range mappings {
		data, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("-mapping: %w", err)
		}
		changes[i] = data
	}
	var err error
	switch {
	case slices.Contains(leave.Targets(), target):
		o.target, err = leave.LoadTarget(target, changes...)
	case target != "":
		var document []byte
		if document, err = os.ReadFile(target); err != nil {
			return fmt.Errorf("-target: %q is none of %s, and no file: %w", target, strings.Join(leave.Targets(), ", "), err)
		}
		o.target, err = leave.ParseTarget(document, changes...)
	}
	if err != nil {
		return fmt.Errorf("-target: %w", err)
	}
	if owners == "" {
		return nil
	}
	f, err := os.Open(owners)
	if err != nil {
		return fmt.Errorf("-owners: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read
	read, err := leave.ReadOwners(f)
	if err != nil {
		return fmt.Errorf("-owners: %w", err)
	}
	o.owners.Map = read.Map
	return nil
}

// options prepares what the library takes; done gives it back.
func (o *options) options(ctx context.Context, d *desk, p *printer) (opts *leave.Options, done func(), err error) {
	opts = &leave.Options{Owners: &o.owners, Progress: p.show}
	done = func() {}
	if o.since != "" {
		if opts.Since, err = leave.Open(ctx, o.since); err != nil {
			return nil, nil, fmt.Errorf("-since: %w", err)
		}
		done = func() { _ = opts.Since.Close() }
	}
	if len(o.relink) > 0 {
		if opts.Crosswalk, err = o.crosswalk(); err != nil {
			done()
			return nil, nil, err
		}
		fmt.Fprintf(p.out, "%d records have an id in %s.\n", opts.Crosswalk.Len(), o.target.Title)
	}
	if d != nil {
		if err := d.read(ctx); err != nil {
			done()
			return nil, nil, err
		}
		opts.Links = d.all
	}
	return opts, done, nil
}

func (o *options) crosswalk() (*leave.Crosswalk, error) {
	var files []io.Reader
	for _, name := range o.relink {
		f, err := os.Open(name) //nolint:gosec // the file that the user names
		if err != nil {
			return nil, fmt.Errorf("-relink: %w", err)
		}
		defer f.Close() //nolint:errcheck // only read
		files = append(files, f)
	}
	return leave.ReadCrosswalk(o.target, files...)
}

// demoCopy copies the invented company to a temporary directory.
func demoCopy(ctx context.Context) (dir string, remove func(), err error) {
	if dir, err = os.MkdirTemp("", "sell-copy"); err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(dir) }
	crm, _ := demo.Leaving()
	if _, err = export.Run(ctx, crm.Client(&sell.Config{Limiter: demo.Unlimited{}}), dir, nil); err != nil {
		remove()
	}
	return dir, remove, err
}
