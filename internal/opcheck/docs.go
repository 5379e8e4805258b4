package opcheck

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
)

// Undocumented returns the methods of the services of a client, and of the
// types that they return, that the documentation of the package in dir does not
// show under their type with a sentence of their own.
func Undocumented(client any, dir string) ([]string, error) {
	shown, err := documented(dir)
	if err != nil {
		return nil, err
	}
	pkg := reflect.TypeOf(client).Elem().PkgPath()
	var missing []string
	seen := make(map[reflect.Type]bool)
	var walk func(reflect.Type)
	walk = func(t reflect.Type) {
		if t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			walk(t.Elem())
			return
		}
		if t.PkgPath() != pkg || seen[t] {
			return
		}
		seen[t] = true
		for method := range reflect.PointerTo(t).Methods() {
			name := kindOf(t) + "." + method.Name
			if !strings.HasPrefix(shown[kindOf(origin(t, method.Name))+"."+method.Name], method.Name+" ") && !slices.Contains(missing, name) {
				missing = append(missing, name)
			}
			for result := range method.Type.Outs() {
				walk(result)
			}
		}
		if t.Kind() == reflect.Struct {
			for field := range t.Fields() {
				if field.IsExported() {
					walk(field.Type)
				}
			}
		}
	}
	walk(reflect.TypeOf(client).Elem())
	if len(seen) < 2 {
		return nil, fmt.Errorf("%T has no services", client)
	}
	return missing, nil
}

// origin is the type that a method is declared for: t, or a type that t embeds
// under an exported name, as a job does its status.
func origin(t reflect.Type, method string) reflect.Type {
	if t.Kind() == reflect.Struct {
		for field := range t.Fields() {
			if _, has := reflect.PointerTo(field.Type).MethodByName(method); has && field.Anonymous && field.IsExported() {
				return field.Type
			}
		}
	}
	return t
}

// documented returns the text of each method that go/doc shows under its type.
func documented(dir string) (map[string]string, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	pkg, err := doc.NewFromFiles(fset, files, "example.com/documented")
	if err != nil {
		return nil, err
	}
	shown := make(map[string]string)
	for _, t := range pkg.Types {
		for _, m := range t.Methods {
			if m.Level == 0 { // not promoted
				shown[t.Name+"."+m.Name] = m.Doc
			}
		}
	}
	return shown, nil
}
