package crawler_test

import (
	"testing"

	"github.com/pennypress/pennypress/crawler"
)

func TestAddress(t *testing.T) {
	for host, want := range map[string]string{
		"10.0.0.1": "10.0.0.1", "167772161": "10.0.0.1", "0x0a000001": "10.0.0.1", "012.0.0.1": "10.0.0.1", "0xA.1": "10.0.0.1",
		"10.1": "10.0.0.1", "10.0.1": "10.0.0.1", "0": "0.0.0.0", "0x": "0.0.0.0", "127.1.": "127.0.0.1", "::1": "::1",
		"::ffff:a00:1": "::ffff:10.0.0.1", "news.example": "name", "1.news": "name", "0xa.example": "name", "": "name", "x": "name",
		"256.1.1.1": "none", "1.2.3.4.5": "none", "4294967296": "none", "1..2": "none", "08": "none", "0b1": "name", "a.1": "none", "1_0.1": "none",
	} {
		addr, isAddress, err := crawler.Address(host)
		got := "name"
		switch {
		case err != nil:
			got = "none"
		case isAddress:
			got = addr.String()
		}
		if got != want {
			t.Errorf("Address(%q) = %s, want %s", host, got, want)
		}
	}
	if got := crawler.Host("http://0x7f.1:8080/x"); got != "127.0.0.1:8080" {
		t.Errorf("Host = %q, want the address as it is usually written", got)
	}
}
