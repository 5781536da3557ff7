package fetch

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The bounds of a robots.txt. RFC 9309 asks for at least 500 KiB; what lies
// beyond is not read.
const (
	maxRobots     = 500 << 10 // bytes
	maxSitemaps   = 1000
	maxCrawlDelay = 24 * time.Hour
)

// rules is what a robots.txt says to one crawler. The zero value allows all.
type rules struct {
	list     []rule
	delay    time.Duration // crawl-delay; 0 when none is stated
	sitemaps []string
}

type rule struct {
	pattern string // with escapes in normal form, "*" for any run, at most one "$", at the end
	allow   bool
}

// parseRobots reads a robots.txt as RFC 9309 has it, for the crawler with this
// product token. Anything it does not understand is skipped. Groups that name
// the crawler are taken together; when there is none, those for "*" are.
//
// Beyond the RFC it knows crawl-delay and sitemap, and the misspellings of
// field names that are common in the wild.
func parseRobots(body, token string) rules {
	p := robotsParser{token: strings.ToLower(token)}
	body = strings.TrimPrefix(cutRobots(body), "\ufeff")
	for body != "" {
		line := body
		if end := strings.IndexAny(body, "\r\n"); end >= 0 {
			line, body = body[:end], body[end+1:]
		} else {
			body = ""
		}
		p.line(line)
	}
	result := p.any
	if p.named {
		result = p.mine
	}
	result.sitemaps = p.sitemaps
	return result
}

// cutRobots gives what is read of a robots.txt: the lines that lie wholly within
// the bound. A line that was cut could forbid more than it was meant to.
func cutRobots(body string) string {
	if len(body) <= maxRobots {
		return body
	}
	return body[:strings.LastIndexAny(body[:maxRobots], "\r\n")+1]
}

// A robotsParser holds the groups that could concern one crawler.
type robotsParser struct {
	token     string
	mine, any rules
	named     bool // some group names the crawler
	sitemaps  []string

	inMine, inAny bool // the current group is for the crawler, for all
	inRules       bool // the current group has a rule, so a user-agent begins the next
}

func (p *robotsParser) line(line string) {
	line, _, _ = strings.Cut(line, "#")
	field, value, ok := strings.Cut(line, ":")
	if !ok {
		return
	}
	value = strings.TrimSpace(value)
	switch strings.ToLower(strings.TrimSpace(field)) {
	case "user-agent", "useragent", "user agent":
		p.agent(value)
	case "allow":
		p.rule(value, true)
	case "disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw":
		p.rule(value, false)
	case "crawl-delay", "crawldelay", "crawl delay":
		p.delay(value)
	case "sitemap", "site-map":
		if value != "" && len(p.sitemaps) < maxSitemaps && !slices.Contains(p.sitemaps, value) {
			p.sitemaps = append(p.sitemaps, value)
		}
	}
}

func (p *robotsParser) agent(value string) {
	if p.inRules {
		p.inMine, p.inAny, p.inRules = false, false, false
	}
	if value == "*" || strings.HasPrefix(value, "* ") || strings.HasPrefix(value, "*\t") {
		p.inAny = true
		return
	}
	if name := productName(value); name != "" && strings.EqualFold(name, p.token) {
		p.inMine, p.named = true, true
	}
}

func (p *robotsParser) rule(pattern string, allow bool) {
	p.inRules = true
	if pattern == "" || pattern[0] != '/' && pattern[0] != '*' {
		return // an empty one forbids nothing; others can match no path
	}
	r := rule{pattern: normalPattern(pattern), allow: allow}
	if p.inMine {
		p.mine.list = append(p.mine.list, r)
	}
	if p.inAny {
		p.any.list = append(p.any.list, r)
	}
}

// delay reads a crawl-delay in seconds. It ends no group's list of agents, as
// the RFC asks of all fields that it does not define.
func (p *robotsParser) delay(value string) {
	seconds, err := strconv.ParseFloat(value, 64)
	if err != nil || !(seconds > 0) {
		return
	}
	delay := maxCrawlDelay
	if seconds < maxCrawlDelay.Seconds() {
		delay = time.Duration(seconds * float64(time.Second))
	}
	if p.inMine {
		p.mine.delay = delay
	}
	if p.inAny {
		p.any.delay = delay
	}
}

// productName gives the letters, hyphens and underscores that a string begins with.
func productName(s string) string {
	end := 0
	for end < len(s) && (s[end]|0x20 >= 'a' && s[end]|0x20 <= 'z' || s[end] == '-' || s[end] == '_') {
		end++
	}
	return s[:end]
}

// productToken gives the name by which robots.txt files address the crawler
// that sends this User-Agent: of "pennypress/1.0 (+https://...)" and of
// "Mozilla/5.0 (compatible; pennypress/1.0)" it is "pennypress".
func productToken(userAgent string) string {
	if _, rest, ok := strings.Cut(userAgent, "compatible;"); ok {
		if name := productName(strings.TrimSpace(rest)); name != "" {
			return name
		}
	}
	return productName(strings.TrimSpace(userAgent))
}

// allows says whether the rules let a path with its query be asked for. The
// longest matching pattern decides; of equals, the one that allows.
func (r rules) allows(u *url.URL) bool {
	path := robotsPath(u)
	if path == "/robots.txt" {
		return true
	}
	longest, allowed := -1, true
	for _, rule := range r.list {
		n := len(rule.pattern)
		if n < longest || n == longest && (allowed || !rule.allow) {
			continue
		}
		if matches(rule.pattern, path) {
			longest, allowed = n, rule.allow
		}
	}
	return allowed
}

// matches says whether a path begins with what the pattern describes; the whole
// path must be described when the pattern ends in "$". Taking the first place for each
// part is enough: what follows a "*" may begin anywhere after it.
func matches(pattern, path string) bool {
	pattern, whole := strings.CutSuffix(pattern, "$")
	part, rest, wild := strings.Cut(pattern, "*")
	if !strings.HasPrefix(path, part) {
		return false
	}
	path = path[len(part):]
	for wild {
		part, rest, wild = strings.Cut(rest, "*")
		if whole && !wild {
			return strings.HasSuffix(path, part)
		}
		at := strings.Index(path, part)
		if at < 0 {
			return false
		}
		path = path[at+len(part):]
	}
	return !whole || path == ""
}

// normalPattern writes a pattern so that it can be compared byte by byte with
// robotsPath: a "$" that is not at the end stands for itself.
func normalPattern(pattern string) string {
	body, whole := strings.CutSuffix(pattern, "$")
	var b strings.Builder
	b.Grow(len(pattern))
	for i := 0; i < len(body); i++ {
		if c := body[i]; c == '*' {
			if i == 0 || body[i-1] != '*' {
				b.WriteByte('*')
			}
			continue
		}
		i += writeNormal(&b, body[i:]) - 1
	}
	if whole {
		b.WriteByte('$')
	}
	return b.String()
}

// robotsPath gives path and query of a URL with escapes in normal form; "*" and
// "$", which mean something in patterns, are escaped.
func robotsPath(u *url.URL) string {
	raw := u.EscapedPath()
	if raw == "" {
		raw = "/"
	}
	if u.RawQuery != "" || u.ForceQuery {
		raw += "?" + u.RawQuery
	}
	var b strings.Builder
	b.Grow(len(raw))
	for i := 0; i < len(raw); {
		i += writeNormal(&b, raw[i:])
	}
	return b.String()
}

// writeNormal writes the first byte or escape of s in normal form and says how
// many bytes it took: escapes of letters, digits and "-._~" are decoded, others
// are in upper case, and bytes outside ASCII, controls, "*", "$" and a percent
// sign that begins no escape are escaped.
func writeNormal(b *strings.Builder, s string) int {
	const digits = "0123456789ABCDEF"
	c, n, escaped := s[0], 1, false
	if c == '%' && len(s) >= 3 {
		if v, err := strconv.ParseUint(s[1:3], 16, 8); err == nil {
			c, n, escaped = byte(v), 3, true
		}
	}
	plain := c > ' ' && c < 0x7f && c != '*' && c != '$' && c != '%' // which begins no escape here
	if escaped {
		plain = c|0x20 >= 'a' && c|0x20 <= 'z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
	}
	if plain {
		b.WriteByte(c)
	} else {
		b.WriteByte('%')
		b.WriteByte(digits[c>>4])
		b.WriteByte(digits[c&15])
	}
	return n
}
