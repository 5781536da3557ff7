package article

import (
	"bytes"
	"embed"
	"fmt"
	"net/url"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// The general rules read nearly every site. For the stubborn few there are rules
// of their own, one file each, named after the host: rules/prnewswire.com.yaml.
// Rules of the configuration take their place.
//
//go:embed rules/*.yaml
var siteFiles embed.FS

// sites are the rules by host.
var sites = sync.OnceValues(func() (map[string]*Rules, error) {
	entries, err := siteFiles.ReadDir("rules")
	if err != nil {
		return nil, err
	}
	known := map[string]*Rules{}
	for _, e := range entries {
		text, err := siteFiles.ReadFile("rules/" + e.Name())
		if err != nil {
			return nil, err
		}
		r := &Rules{}
		dec := yaml.NewDecoder(bytes.NewReader(text))
		dec.KnownFields(true)
		if err := dec.Decode(r); err != nil {
			return nil, fmt.Errorf("rules/%s: %w", e.Name(), err)
		}
		if err := r.Check(); err != nil {
			return nil, fmt.Errorf("rules/%s: %w", e.Name(), err)
		}
		known[strings.TrimSuffix(e.Name(), ".yaml")] = r
	}
	return known, nil
})

// siteRules are the rules of the site that an address belongs to, subdomains
// included; nil for most.
func siteRules(address string) (*Rules, error) {
	known, err := sites()
	if err != nil {
		return nil, err
	}
	host := ""
	if u, err := url.Parse(address); err == nil {
		host = strings.ToLower(u.Hostname())
	}
	for host != "" {
		if r := known[host]; r != nil {
			return r, nil
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return nil, nil
}
