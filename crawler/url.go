package crawler

import (
	_ "embed" // the list of tracking parameters
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// MaxURL is the length in bytes above which Canonical refuses a URL. What
// browsers and servers agree on ends near 8,000.
const MaxURL = 8192

var (
	errLongURL = fmt.Errorf("URL longer than %d bytes", MaxURL)
	errScheme  = errors.New("not an http or https URL")
	errNoHost  = errors.New("URL without a host")
)

// Canonical gives the form of an absolute URL that identifies a task, so that
// spellings of one address are one task:
//
//   - scheme and host in lower case, international names in punycode, no
//     default port, no trailing dot, no user name and password;
//   - path "/" when empty, without "." and ".." segments and session ids;
//   - query in its order, without tracking parameters and session ids;
//   - no fragment; percent-encoding only where it is needed, in upper case.
//
// Only http and https are accepted. Canonical(Canonical(u)) is Canonical(u).
func Canonical(raw string) (string, error) {
	u, err := parse(raw)
	if err != nil {
		return "", err
	}
	host, err := canonicalHost(u)
	if err != nil {
		return "", err
	}
	path := canonicalPath(u.EscapedPath())
	query := canonicalQuery(u.RawQuery)
	if query != "" {
		query = "?" + query
	}
	canonical := u.Scheme + "://" + host + path + query
	if len(canonical) > MaxURL {
		return "", errLongURL
	}
	return canonical, nil
}

// Host gives the key under which the host of a URL is leased: in lower case,
// with the port unless it is the scheme's own. It is "" for what is no http URL.
func Host(raw string) string {
	u, err := parse(raw)
	if err != nil {
		return ""
	}
	host, err := canonicalHost(u)
	if err != nil {
		return ""
	}
	return host
}

// parse reads an absolute http URL as leniently as browsers do: blanks around
// it and line breaks within are dropped, a stray percent sign stands for itself.
func parse(raw string) (*url.URL, error) {
	if len(raw) > 2*MaxURL {
		return nil, errLongURL
	}
	raw = strings.TrimFunc(raw, func(r rune) bool { return r <= ' ' || unicode.IsSpace(r) })
	raw, _, _ = strings.Cut(raw, "#")
	u, err := url.Parse(escapeStray(raw))
	if err != nil {
		var parseErr *url.Error
		if errors.As(err, &parseErr) {
			err = parseErr.Err
		}
		return nil, fmt.Errorf("not a URL: %w", err)
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return nil, errScheme
	}
	if u.Hostname() == "" {
		return nil, errNoHost
	}
	return u, nil
}

// escapeStray escapes what url.Parse refuses and browsers take: controls and
// percent signs that begin no escape. Tabs and line breaks vanish.
func escapeStray(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\t' || c == '\n' || c == '\r':
		case c == '%' && !isEscape(s[i:]):
			b.WriteString("%25")
		case c <= ' ' || c == 0x7f:
			writeEscape(&b, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// canonicalHost gives host or host:port.
func canonicalHost(u *url.URL) (string, error) {
	host, port := u.Hostname(), u.Port()
	if !strings.Contains(host, ":") {
		var err error
		if host, err = asciiHost(strings.TrimSuffix(host, ".")); err != nil {
			return "", err
		}
	}
	addr, isAddress, err := Address(host)
	if err != nil {
		return "", err
	}
	if isAddress {
		if addr.Zone() != "" {
			return "", errors.New("address with a zone in URL")
		}
		host = addr.String()
		if addr.Is6() {
			host = "[" + host + "]"
		}
	}
	if port == "" || port == defaultPort(u.Scheme) {
		return host, nil
	}
	port = strings.TrimLeft(port, "0")
	if port == "" || len(port) > 5 || len(port) == 5 && port > "65535" {
		return "", errors.New("impossible port in URL")
	}
	if port == defaultPort(u.Scheme) {
		return host, nil
	}
	return host + ":" + port, nil
}

func defaultPort(scheme string) string {
	if scheme == "https" {
		return "443"
	}
	return "80"
}

// asciiHost lowers a host name and writes its international labels in punycode.
func asciiHost(host string) (string, error) {
	if host == "" {
		return "", errNoHost
	}
	if !utf8.ValidString(host) {
		return "", errors.New("host name is not UTF-8")
	}
	host = strings.Map(func(r rune) rune {
		switch r {
		case '。', '．', '｡': // full stops that browsers take as one
			return '.'
		case '\u00ad', '\u200b', '\u200c', '\u200d', '\ufeff': // invisible
			return -1
		}
		return unicode.ToLower(r)
	}, host)
	labels := strings.Split(host, ".")
	for i, label := range labels {
		ascii, err := punycode(label)
		if err != nil {
			return "", err
		}
		labels[i] = ascii
	}
	host = strings.TrimSuffix(strings.Join(labels, "."), ".")
	if host == "" || host[0] == '.' || strings.HasSuffix(host, ".") || strings.Contains(host, "..") {
		return "", errNoHost
	}
	if len(host) > 253 {
		return "", errors.New("host name longer than 253 bytes")
	}
	return host, nil
}

// canonicalPath takes an escaped path.
func canonicalPath(path string) string {
	path = dropPathSession(normalEscapes(path, pathByte))
	if !strings.Contains(path, "/.") && strings.HasPrefix(path, "/") {
		return path
	}
	return removeDots(path)
}

// removeDots resolves "." and ".." segments; the result begins with a slash.
func removeDots(path string) string {
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	kept := segments[:0]
	for i, s := range segments {
		last := i == len(segments)-1
		switch s {
		case ".":
		case "..":
			kept = kept[:max(len(kept)-1, 0)]
		default:
			kept = append(kept, s)
			continue
		}
		if last { // a directory, so it ends in a slash
			kept = append(kept, "")
		}
	}
	return "/" + strings.Join(kept, "/")
}

// dropPathSession removes the session id that Java servers append to a path.
func dropPathSession(path string) string {
	for {
		at := indexFold(path, ";jsessionid=")
		if at < 0 {
			return path
		}
		end := at + 1
		for end < len(path) && path[end] != '/' && path[end] != ';' {
			end++
		}
		path = path[:at] + path[end:]
	}
}

// indexFold finds a lower-case ASCII needle in any case.
func indexFold(s, needle string) int {
	for i := 0; i+len(needle) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(needle)], needle) {
			return i
		}
	}
	return -1
}

func canonicalQuery(query string) string {
	if query == "" {
		return ""
	}
	kept := make([]string, 0, strings.Count(query, "&")+1)
	for pair := range strings.SplitSeq(query, "&") {
		pair = normalEscapes(pair, queryByte)
		name, value, _ := strings.Cut(pair, "=")
		if pair == "" || isNoise(name, value) {
			continue
		}
		kept = append(kept, pair)
	}
	return strings.Join(kept, "&")
}

//go:embed tracking.tsv
var trackingTSV string

type noise struct {
	exact    map[string]string // name to kind
	prefixes map[string]string
}

var noiseList = sync.OnceValue(func() noise {
	list := noise{exact: map[string]string{}, prefixes: map[string]string{}}
	for line := range strings.Lines(trackingTSV) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, kind, _ := strings.Cut(line, "\t")
		if prefix, ok := strings.CutSuffix(name, "*"); ok {
			list.prefixes[prefix] = kind
		} else {
			list.exact[name] = kind
		}
	}
	return list
})

// isNoise says whether a query parameter tells who reads rather than what.
func isNoise(name, value string) bool {
	list := noiseList()
	name = strings.ToLower(name)
	kind, ok := list.exact[name]
	// The prefixes end in "_" except for one, so few lengths need a look.
	for i := 0; !ok && i < len(name); i++ {
		kind, ok = list.prefixes[name[:i+1]]
	}
	return ok && (kind == "tracking" || looksLikeKey(value))
}

// looksLikeKey tells a session key from a page or section number.
func looksLikeKey(s string) bool {
	digit := false
	for i := range len(s) {
		if !isAlnum(s[i]) && s[i] != '-' && s[i] != '_' && s[i] != '.' && s[i] != '!' {
			return false
		}
		digit = digit || '0' <= s[i] && s[i] <= '9'
	}
	return digit && len(s) >= 16
}

func isAlnum(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

func isUnreserved(c byte) bool {
	return isAlnum(c) || c == '-' || c == '.' || c == '_' || c == '~'
}

// pathByte and queryByte say which bytes RFC 3986 lets stand as they are.
func pathByte(c byte) bool {
	return isUnreserved(c) || strings.IndexByte("/!$&'()*+,;=:@", c) >= 0
}

func queryByte(c byte) bool {
	return pathByte(c) || c == '?'
}

// normalEscapes decodes escapes of letters, digits and "-._~", writes all
// others in upper case, and escapes bytes that plain does not accept.
func normalEscapes(s string, plain func(byte) bool) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && isEscape(s[i:]):
			c = unhex(s[i+1])<<4 | unhex(s[i+2])
			i += 2
			if isUnreserved(c) {
				b.WriteByte(c)
			} else {
				writeEscape(&b, c)
			}
		case plain(c):
			b.WriteByte(c)
		default:
			writeEscape(&b, c)
		}
	}
	return b.String()
}

func isEscape(s string) bool {
	return len(s) >= 3 && s[0] == '%' && isHex(s[1]) && isHex(s[2])
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c >= 'a':
		return c - 'a' + 10
	}
	return c - 'A' + 10
}

func writeEscape(b *strings.Builder, c byte) {
	const digits = "0123456789ABCDEF"
	b.WriteByte('%')
	b.WriteByte(digits[c>>4])
	b.WriteByte(digits[c&15])
}
