package config

import (
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/pennypress/pennypress/crawler"
)

const seconds = time.Second

// A value is a scalar with a syntax of its own. set takes the scalar's text and
// says in its error what would be accepted.
type value interface{ set(text string) error }

// A Duration is a span of time: 90s, 15m, 72h, 3d, 2w, and sums such as 1h30m.
type Duration time.Duration

// Std returns the standard library's form.
func (d Duration) Std() time.Duration { return time.Duration(d) }

func (d *Duration) set(text string) error {
	std, err := ParseDuration(text)
	*d = Duration(std)
	return err
}

// maxDuration keeps sums of times far from overflow.
const maxDuration = 100 * 365 * 24 * time.Hour

// ParseDuration reads a duration as the configuration writes it: Go's syntax,
// and whole days (d) and weeks (w).
func ParseDuration(text string) (time.Duration, error) {
	std, err := time.ParseDuration(text)
	if err != nil {
		for suffix, unit := range map[string]time.Duration{"d": 24 * time.Hour, "w": 7 * 24 * time.Hour} {
			if n, e := strconv.ParseUint(strings.TrimSuffix(text, suffix), 10, 16); e == nil && strings.HasSuffix(text, suffix) {
				std, err = time.Duration(n)*unit, nil
			}
		}
	}
	if err != nil || std < 0 || std > maxDuration {
		return 0, fmt.Errorf("%q is not a duration: write 90s, 15m, 72h, 3d or 2w", text)
	}
	return std, nil
}

// A Size is a number of bytes: 500KB, 10MiB, 1GB.
type Size int64

func (s *Size) set(text string) error {
	number, unit := text, ""
	if i := strings.IndexFunc(text, func(r rune) bool { return (r < '0' || r > '9') && r != '.' }); i >= 0 {
		number, unit = text[:i], strings.TrimSpace(text[i:])
	}
	factors := map[string]float64{
		"": 1, "B": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30,
	}
	n, err := strconv.ParseFloat(number, 64)
	factor, known := factors[unit]
	if err != nil || !known || n < 0 || n*factor > 1<<40 {
		return fmt.Errorf("%q is not a size: write 500KB, 10MiB or 1GB", text)
	}
	*s = Size(n * factor)
	return nil
}

// A Network is a range of addresses in CIDR form, or one address.
type Network netip.Prefix

func (n *Network) set(text string) error {
	if addr, err := netip.ParseAddr(text); err == nil {
		*n = Network(netip.PrefixFrom(addr, addr.BitLen()))
		return nil
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return fmt.Errorf("%q is not a network: write 127.0.0.0/8 or fd00::/8", text)
	}
	*n = Network(prefix.Masked())
	return nil
}

// An Address is an absolute http or https URL.
type Address string

func (a *Address) set(text string) error {
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" {
		return fmt.Errorf("%q is not a web address: write https://host/path", text)
	}
	*a = Address(text)
	return nil
}

// A Proxy is the address of an HTTP or SOCKS5 proxy.
type Proxy string

func (p *Proxy) set(text string) error {
	u, err := url.Parse(text)
	if err == nil && text != "" {
		switch u.Scheme {
		case "http", "https", "socks5", "socks5h":
		default:
			err = fmt.Errorf("scheme %q", u.Scheme)
		}
	}
	if err != nil || (text != "" && u.Host == "") {
		return fmt.Errorf("%q is not a proxy: write http://host:port, https://host:port or socks5://host:port", text)
	}
	*p = Proxy(text)
	return nil
}

// An Archive says whether raw pages are kept.
type Archive string

func (a *Archive) set(text string) error {
	return oneOf((*string)(a), text, "warc", "none")
}

// A Store says where articles are kept.
type Store string

func (s *Store) set(text string) error {
	if strings.HasPrefix(text, "postgres://") || strings.HasPrefix(text, "postgresql://") {
		return fmt.Errorf("this version keeps articles in SQLite only: write sqlite")
	}
	return oneOf((*string)(s), text, "sqlite")
}

// A Search says what answers searches.
type Search string

func (s *Search) set(text string) error {
	return oneOf((*string)(s), text, "bleve")
}

func oneOf(target *string, text string, accepted ...string) error {
	for _, a := range accepted {
		if strings.EqualFold(text, a) {
			*target = a
			return nil
		}
	}
	return fmt.Errorf("%q is not accepted: write %s", text, strings.Join(accepted, " or "))
}

// A Pattern selects URLs; see crawler.MatchURL for its syntax.
type Pattern string

func (p *Pattern) set(text string) error {
	if text == "" {
		return fmt.Errorf("an empty pattern matches nothing: write /news/ or *video*")
	}
	*p = Pattern(text)
	return nil
}

// A FeedName is what a feed is called in its address; true stands for the name
// of its alert, and false for none.
type FeedName string

func (f *FeedName) set(text string) error {
	switch {
	case text == "false":
		*f = ""
		return nil
	case !isAlertName(text):
		return fmt.Errorf("%q is no name for a feed: write true, or letters, digits, points, hyphens and underscores", text)
	}
	*f = FeedName(text)
	return nil
}

// A Language is a BCP 47 tag such as en or pt-BR.
type Language string

func (l *Language) set(text string) error {
	for i, part := range strings.Split(text, "-") {
		if len(part) > 8 || (i == 0 && (len(part) < 2 || len(part) > 3)) || !alphanumeric(part) {
			return fmt.Errorf("%q is not a language: write en, de or pt-BR", text)
		}
	}
	*l = Language(text)
	return nil
}

func alphanumeric(s string) bool {
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return false
		}
	}
	return s != ""
}

// An Every says when a source's feeds are asked: a duration, a cron expression
// (five fields, or @hourly and the like), or auto. The zero value is auto.
type Every struct {
	text  string
	fixed time.Duration
	cron  cron.Schedule
}

// String returns the setting as written.
func (e Every) String() string {
	if e.text == "" {
		return "auto"
	}
	return e.text
}

func (e *Every) set(text string) error {
	*e = Every{text: text}
	if text == "auto" {
		return nil
	}
	if d, err := ParseDuration(text); err == nil && d >= time.Minute {
		e.fixed = d
		return nil
	}
	schedule, err := cron.ParseStandard(text)
	if err != nil {
		return fmt.Errorf(`%q says no time: write auto, a duration of at least 1m such as 15m, or a cron expression such as "*/10 * * * *"`, text)
	}
	e.cron = schedule
	return nil
}

// Schedule returns the crawler's form.
func (e Every) Schedule() crawler.Schedule {
	switch {
	case e.cron != nil:
		return cronSchedule{e.cron}
	case e.fixed > 0:
		return crawler.Every(e.fixed)
	}
	return crawler.Auto{}
}

// cronSchedule waits for the expression's next time, whatever the poll showed.
type cronSchedule struct{ cron.Schedule }

func (c cronSchedule) Next(now time.Time, _ crawler.Poll) (time.Time, time.Duration) {
	return c.Schedule.Next(now), 0
}
