package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	opDirective       = "//zendesk:op "
	resourceDirective = "//zendesk:resource "
)

// pkg is a package with its operations.
type pkg struct {
	name     string // "sell"
	product  string // "Sell"
	services []*service
	queries  map[string]bool // the names of queries with related records
}

// service is a type with methods that are operations.
type service struct {
	name   string   // "Leads"
	fields []string // what is known of the records above: "dealID"
	page   string   // "API page: Leads (…)." or ""
	*resource
	ops []*operation // in the order of the source, standard verbs first
}

// resource is what a directive says of a service.
type resource struct {
	record, query, params, match string // types
	route                        string
	one, many                    string // members
	nouns                        string // what the records are called, where it is not the service's name
	id                           string // the type of ids
	verbs                        []verb
}

// verb is a standard verb with its options.
type verb struct {
	name    string
	options options
}

// operation is one operation of the API.
type operation struct {
	service *service
	name    string // "Get", or "Leads.List" where a method stands for several
	verb    string // the standard verb, "" for an ordinary method
	method  string
	route   string
	query   string // what is always sent
	record  string // the type of what is returned
	params  string // the type of what is written
	filter  string // the type of what it filters by
	many    bool   // it returns several records
	options options
}

type options map[string]string

// texts returns those of the options that are given, as a directive has them.
func (o options) texts(names ...string) []string {
	var all []string
	for _, name := range names {
		if value, given := o[name]; given {
			all = append(all, strings.TrimSuffix(name+"="+value, "="))
		}
	}
	return all
}

// optionsKnown are the options of an operation.
var optionsKnown = []string{"class", "limit", "keyed", "reach", "bare", "sends", "returns", "unlisted"}

// read parses the package in dir. It asks nothing of the types, so that it can
// run while what it generates is missing.
func read(dir string) (*pkg, error) {
	fset := token.NewFileSet()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(paths) == 0 {
		return nil, fmt.Errorf("%s: no Go files", dir)
	}
	p := &pkg{queries: make(map[string]bool)}
	byName := make(map[string]*service)
	var methods []*ast.FuncDecl
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") || filepath.Base(path) == generatedFile {
			continue
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		file, err := parser.ParseFile(fset, path, source, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		p.name = file.Name.Name
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				if decl.Recv != nil && len(directives(decl.Doc, opDirective)) > 0 {
					methods = append(methods, decl)
				}
			case *ast.GenDecl:
				s, err := p.declared(decl)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", fset.Position(decl.Pos()), err)
				}
				if s != nil {
					byName[s.name] = s
				}
			}
		}
	}
	p.product = strings.ToUpper(p.name[:1]) + p.name[1:]
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		s := byName[name]
		if err := s.expand(p); err != nil {
			return nil, fmt.Errorf("%s.%sService: %w", p.name, name, err)
		}
		p.services = append(p.services, s)
	}
	for _, decl := range methods {
		if err := p.method(decl, byName); err != nil {
			return nil, fmt.Errorf("%s: %w", fset.Position(decl.Pos()), err)
		}
	}
	p.services = slices.DeleteFunc(p.services, func(s *service) bool { return len(s.ops) == 0 })
	return p, p.unique()
}

// unique refuses an operation that is written twice.
func (p *pkg) unique() error {
	seen := make(map[string]bool)
	for _, op := range p.ops() {
		name := op.full(p)
		if seen[name] {
			return fmt.Errorf("%s stands twice", name)
		}
		seen[name] = true
	}
	return nil
}

// ops returns all operations of the package, by name.
func (p *pkg) ops() []*operation {
	var all []*operation
	for _, s := range p.services {
		all = append(all, s.ops...)
	}
	slices.SortFunc(all, func(a, b *operation) int { return strings.Compare(a.full(p), b.full(p)) })
	return all
}

// full is the operation's name in errors, metrics and limiters.
func (o *operation) full(p *pkg) string { return p.name + "." + o.service.name + "." + o.name }

// variable is what the operation is called in the code.
func (o *operation) variable() string {
	return "op" + o.service.name + strings.ReplaceAll(o.name, ".", "")
}

// class is the class with the arguments that matter least.
func (o *operation) class() string {
	class, _, _ := strings.Cut(o.options["class"], ",")
	switch {
	case class != "":
		return class
	case o.method == "GET":
		return "read"
	case o.method == "POST":
		return "create"
	}
	return "idempotent"
}

var pageForm = regexp.MustCompile(`API pages?: [^()]*\([^)]*\)(( and|,) [^()]*\([^)]*\))*`)

// declared reads a type declaration: a service, or a query.
func (p *pkg) declared(decl *ast.GenDecl) (*service, error) {
	if decl.Tok != token.TYPE {
		return nil, nil
	}
	spec, _ := decl.Specs[0].(*ast.TypeSpec) // as the token says
	structure, isStruct := spec.Type.(*ast.StructType)
	if !isStruct {
		return nil, nil
	}
	if strings.HasSuffix(spec.Name.Name, "Query") {
		for _, field := range structure.Fields.List {
			if len(field.Names) > 0 && field.Names[0].Name == "Include" {
				p.queries[spec.Name.Name] = true
			}
		}
	}
	name, isService := strings.CutSuffix(spec.Name.Name, "Service")
	if !isService {
		return nil, nil
	}
	s := &service{name: name}
	doc := strings.Join(strings.Fields(decl.Doc.Text()), " ")
	if page := pageForm.FindString(doc); page != "" {
		s.page = page + "."
	}
	for _, field := range structure.Fields.List {
		for _, id := range field.Names {
			if strings.HasSuffix(id.Name, "ID") {
				s.fields = append(s.fields, id.Name)
			}
		}
	}
	lines := directives(decl.Doc, resourceDirective)
	if len(lines) == 0 {
		return s, nil
	}
	var err error
	s.resource, err = parseResource(lines[0])
	return s, err
}

// directives returns what follows a directive in a comment, line by line.
func directives(doc *ast.CommentGroup, prefix string) []string {
	var all []string
	if doc != nil {
		for _, c := range doc.List {
			if text, ok := strings.CutPrefix(c.Text, prefix); ok {
				all = append(all, text)
			}
		}
	}
	return all
}

func parseResource(line string) (*resource, error) {
	words := strings.Fields(line)
	if len(words) < 3 {
		return nil, errors.New("a resource needs a record, a route and its verbs")
	}
	route := words[1]
	r := &resource{
		record: words[0], route: route, query: words[0] + "Query", params: words[0] + "Params", match: words[0] + "Match",
		one: snake(words[0]), many: route[strings.LastIndex(route, "/")+1:], id: "int64",
	}
	settings := map[string]*string{"one": &r.one, "many": &r.many, "query": &r.query, "params": &r.params, "id": &r.id, "nouns": &r.nouns}
	for _, word := range words[2:] {
		if name, value, ok := strings.Cut(word, "="); ok && !strings.Contains(name, "(") {
			setting, known := settings[name]
			if !known {
				return nil, fmt.Errorf("there is no option %s of a resource", name)
			}
			*setting = value
			continue
		}
		name, inside, _ := strings.Cut(word, "(")
		if templates[name] == nil {
			return nil, fmt.Errorf("%s is not a standard verb: write a method with a %sof its own", name, opDirective)
		}
		var settings []string
		if inside = strings.TrimSuffix(inside, ")"); inside != "" {
			settings = strings.Split(inside, ";")
		}
		options, err := parseOptions(settings)
		if err != nil {
			return nil, err
		}
		r.verbs = append(r.verbs, verb{name, options})
	}
	return r, nil
}

func parseOptions(words []string) (options, error) {
	all := make(options)
	for _, word := range words {
		name, value, _ := strings.Cut(word, "=")
		if !slices.Contains(optionsKnown, name) {
			return nil, fmt.Errorf("there is no option %s of an operation", name)
		}
		all[name] = value
	}
	for class := range strings.SplitSeq(all["class"], ",") {
		if class != "" && classes[class] == "" {
			return nil, fmt.Errorf("there is no class %s", class)
		}
	}
	if limit, ok := all["limit"]; ok {
		if _, err := parseLimit(limit); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// classes are the names of classes and of their constants.
var classes = map[string]string{
	"read": "Read", "idempotent": "Idempotent", "upsert": "Upsert", "create": "Create", "append": "Append", "once": "Once",
}

// limit is a budget of requests that operations share.
type limit struct {
	name     string
	requests int
	per      string // as Go has it
}

var limitForm = regexp.MustCompile(`^([a-z-]+):([1-9][0-9]*)/(s|min)$`)

func parseLimit(text string) (limit, error) {
	m := limitForm.FindStringSubmatch(text)
	if m == nil {
		return limit{}, fmt.Errorf("the limit %q is not of the form name:100/min", text)
	}
	n, err := strconv.Atoi(m[2])
	return limit{m[1], n, map[string]string{"s": "time.Second", "min": "time.Minute"}[m[3]]}, err
}

// method reads the operations of an ordinary method.
func (p *pkg) method(decl *ast.FuncDecl, byName map[string]*service) error {
	receiver, _ := decl.Recv.List[0].Type.(*ast.Ident)
	if receiver == nil || byName[strings.TrimSuffix(receiver.Name, "Service")] == nil {
		return errors.New("an operation must be a method of a service")
	}
	s := byName[strings.TrimSuffix(receiver.Name, "Service")]
	for _, line := range directives(decl.Doc, opDirective) {
		words := strings.Fields(line)
		op := &operation{service: s, name: decl.Name.Name}
		if len(words) > 0 && words[0] != strings.ToUpper(words[0]) { // one of several
			op.name += "." + words[0]
			words = words[1:]
		}
		if len(words) < 1 || len(words) < 2 && words[0] != "GET" {
			return errors.New("an operation needs a method and a route")
		}
		op.method = words[0]
		rest := words[1:]
		if len(rest) > 0 && strings.HasPrefix(rest[0], "/") {
			op.route, op.query, _ = strings.Cut(rest[0], "?")
			rest = rest[1:]
			if _, err := url.ParseQuery(op.query); err != nil {
				return err
			}
		}
		var err error
		if op.options, err = parseOptions(rest); err != nil {
			return err
		}
		op.signature(decl.Type)
		if err := op.defaults(p); err != nil {
			return fmt.Errorf("%s: %w", op.full(p), err)
		}
		s.ops = append(s.ops, op)
	}
	return nil
}

// signature takes the types from the parameters and the first result of a
// method.
func (o *operation) signature(f *ast.FuncType) {
	for _, field := range f.Params.List {
		o.parameter(field.Type)
	}
	if f.Results == nil || len(f.Results.List) == 0 {
		return
	}
	result := base(f.Results.List[0].Type)
	_, o.many = f.Results.List[0].Type.(*ast.ArrayType)
	if pair, ok := result.(*ast.IndexListExpr); ok { // Listing[Comment, CommentQuery] or iter.Seq2[*Ticket, error]
		o.many = true
		o.parameter(pair.Indices[1])
		result = base(pair.Indices[0])
	}
	if single, ok := result.(*ast.IndexExpr); ok { // Stream[Lead]
		result = single.Index
	}
	if name := text(result); ast.IsExported(name) {
		o.record = name
	}
}

func (o *operation) parameter(t ast.Expr) {
	name := text(base(t))
	switch {
	case strings.HasSuffix(name, "Query"):
		o.filter = name
	case strings.HasSuffix(name, "Params") || strings.HasSuffix(name, "Update"):
		o.params = name
	}
}

// base strips pointers and slices.
func base(t ast.Expr) ast.Expr {
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.ArrayType:
			t = x.Elt
		case *ast.Ellipsis:
			t = x.Elt
		default:
			return t
		}
	}
}

func text(t ast.Expr) string {
	switch x := t.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return text(x.X) + "." + x.Sel.Name
	}
	return ""
}

// defaults completes the options of an ordinary method.
func (o *operation) defaults(p *pkg) error {
	set := func(option, value string) {
		if _, given := o.options[option]; !given {
			o.options[option] = value
		}
	}
	if p.name == "sell" { // its envelope is the same everywhere
		if o.method == "POST" || o.method == "PUT" {
			set("sends", "data")
		}
		set("sends", "")
		set("returns", "")
		return nil
	}
	if o.record == "Job" {
		set("class", "append")
		set("returns", "job_status")
	}
	if o.service.resource != nil {
		if o.params != "" {
			set("sends", o.service.one)
		}
		if o.record == o.service.record && o.many {
			set("returns", o.service.many)
		} else if o.record == o.service.record {
			set("returns", o.service.one)
		}
	}
	if _, known := o.options["returns"]; !known && o.record != "" {
		return errors.New("say with returns= where the response holds what it returns")
	}
	set("returns", "")
	set("sends", "")
	return nil
}
