package newsroom

import (
	"net"
	"net/http"
	"strings"
)

// A trap is an address that no crawl of the newsroom may connect to: it is
// outside 127.0.0.0/8, which is all that Config allows.
type trap struct {
	name string
	base string // scheme, host and port
}

// startTraps listens where the system lets us: at the IPv6 loopback address,
// and at the unspecified address, which most systems take for loopback. Where
// it cannot listen the address is still forbidden, only nobody sees a visit.
func (n *Newsroom) startTraps() {
	for _, t := range []struct{ name, network, listen, host string }{
		{"trap-ipv6", "tcp6", "[::1]:0", "[::1]"},
		{"trap-zero", "tcp4", "127.0.0.1:0", "0.0.0.0"},
	} {
		base := "http://" + t.host + ":9"
		if l, err := net.Listen(t.network, t.listen); err == nil {
			_, port, _ := net.SplitHostPort(l.Addr().String())
			base = "http://" + t.host + ":" + port
			n.serve(l, t.name, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				page := talePage(tale(r.URL.Path), "")
				_, _ = w.Write([]byte(page))
			}))
		}
		n.traps = append(n.traps, &trap{name: t.name, base: base})
	}
}

// forbidden lists addresses under which a path must never be asked: the traps,
// private and link-local networks, and a cloud's metadata service.
func (h *hostile) forbidden(path string) []string {
	var all []string
	for _, t := range h.room.traps {
		all = append(all, t.base+path)
	}
	for _, host := range []string{"10.255.255.1", "192.168.255.254", "172.31.255.254", "169.254.169.254", "[fe80::1]", "[fd00::1]", "[::ffff:10.0.0.1]"} {
		all = append(all, "http://"+host+path)
	}
	return all
}

// untouched expects that no trap saw a request for a path.
func (h *hostile) untouched(path string) {
	h.check("no forbidden address is asked for "+path, func(j *judgement) string {
		for _, r := range h.room.Requests() {
			if strings.HasPrefix(r.Site, "trap-") && (r.Path == path || r.Path == "/robots.txt") {
				return r.Host + r.Path + " was asked"
			}
		}
		for _, url := range h.forbidden(path) {
			if len(j.articles[canonical(url)]) > 0 {
				return "an article of " + url
			}
		}
		return ""
	})
}
