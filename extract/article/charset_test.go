package article

import "testing"

// TestLabelThatLies: servers call everything UTF-8. The bytes decide, unless
// they are UTF-8 with a few broken characters.
func TestLabelThatLies(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"windows-1252 called utf-8", "caf\xe9 \x93Z\xfcrich\x94", "café “Zürich”"},
		{"utf-8 with broken bytes", "café “Zürich” \xff\xfe", "café “Zürich” \uFFFD"},
		{"utf-8", "café", "café"},
		{"ascii", "cafe", "cafe"},
	} {
		got, _ := decode([]byte(c.body), "text/html; charset=utf-8")
		if string(got) != c.want {
			t.Errorf("%s: decode(%q) = %q, want %q", c.name, c.body, got, c.want)
		}
	}
}
