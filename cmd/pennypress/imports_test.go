package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

const module = "github.com/pennypress/pennypress"

// mayImport is the order of the house: which of our packages a package may
// import. A pattern that ends in /* means everything beneath.
var mayImport = map[string][]string{
	"extract":   {},
	"extract/*": {"extract", "extract/*"},
	"crawler":   {"extract"},
	"crawler/*": {"extract", "crawler", "crawler/*"},
	"index":     {"extract"},
	"index/*":   {"extract", "crawler", "index", "index/*"},
	"config":    {"extract", "crawler", "index"},
	"cmd/*":     {"extract", "extract/*", "crawler", "crawler/*", "index", "index/*", "config"},
}

// quietPackages hold decisions, not effects: they must not reach network, disk
// or processes, so that the same input gives the same output.
var quietPackages = []string{"extract", "extract/*"}

// effects are what quietPackages must not import; embed is data, not disk.
var effects = []string{"net", "net/http", "os", "os/exec", "io/ioutil", "path/filepath", "syscall", "log", "log/slog"}

type listed struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

// TestImports keeps the house in order: who imports whom, and that each
// library stays in the one package that docs/dependencies.md names.
func TestImports(t *testing.T) {
	homes := dependencyHomes(t)
	used := map[string]bool{}
	for _, p := range list(t) {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		allowed, ok := mayImport[rowOf(name)]
		if !ok {
			t.Errorf("package %s has no place in the house", name)
			continue
		}
		for _, imp := range p.Imports {
			switch ours, isOurs := strings.CutPrefix(imp, module+"/"); {
			case isOurs && !matchesAny(allowed, ours):
				t.Errorf("%s imports %s: it may import %s of ours only", name, ours, strings.Join(allowed, ", "))
			case !isOurs && strings.Contains(strings.Split(imp, "/")[0], "."):
				lib := libraryOf(imp, homes)
				used[lib] = true
				if lib == "" {
					t.Errorf("%s imports %s, which docs/dependencies.md does not name", name, imp)
				} else if !matchesAny(homes[lib], name) {
					t.Errorf("%s imports %s, whose home is %s", name, imp, strings.Join(homes[lib], ", "))
				}
			case matchesAny(quietPackages, name) && matchesAny(effects, imp):
				t.Errorf("%s imports %s: it must not touch network, disk or processes", name, imp)
			}
		}
		for _, imp := range append(p.TestImports, p.XTestImports...) {
			used[libraryOf(imp, homes)] = true
		}
	}
	for lib := range homes {
		if !used[lib] {
			t.Errorf("docs/dependencies.md names %s, which nothing imports", lib)
		}
	}
}

func list(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-tags=browser", "-json=ImportPath,Imports,TestImports,XTestImports", module+"/...")
	cmd.Dir = repository
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

const repository = "../.."

// rowOf is the row of mayImport that a package falls under.
func rowOf(name string) string {
	if _, ok := mayImport[name]; ok {
		return name
	}
	return strings.Split(name, "/")[0] + "/*"
}

func matchesAny(patterns []string, name string) bool {
	for _, p := range patterns {
		if ok, _ := path.Match(p, name); ok || strings.HasSuffix(p, "/*") && strings.HasPrefix(name, strings.TrimSuffix(p, "*")) {
			return true
		}
	}
	return false
}

// dependencyHomes reads the table of docs/dependencies.md: library → packages.
func dependencyHomes(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, "docs", "dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	homes := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) < 5 || !strings.Contains(cells[1], "`") {
			continue
		}
		for home := range strings.SplitSeq(cells[2], ",") {
			homes[strings.Trim(cells[1], " `")] = append(homes[strings.Trim(cells[1], " `")], strings.Trim(home, " `"))
		}
	}
	if len(homes) == 0 {
		t.Fatal("docs/dependencies.md has no table")
	}
	return homes
}

// libraryOf is the longest library name that is a prefix of the import path.
func libraryOf(imp string, homes map[string][]string) string {
	best := ""
	for lib := range homes {
		if (imp == lib || strings.HasPrefix(imp, lib+"/")) && len(lib) > len(best) {
			best = lib
		}
	}
	return best
}
