package fetch

import (
	"fmt"
	"net/netip"
	"strings"
	"syscall"

	"github.com/pennypress/pennypress/crawler"
)

// An addressError says that the guard forbids an address.
type addressError struct {
	addr netip.Addr
	kind string
}

func (e *addressError) Error() string {
	return fmt.Sprintf("address %s is %s (see crawl.allow_networks)", e.addr, e.kind)
}

// A guard decides which addresses may be connected to: public ones, and those
// of the allowed networks.
type guard struct {
	allowed []netip.Prefix
}

// control is called by the dialer with each address it is about to connect to,
// after names are resolved, so a name cannot lead past it.
func (g guard) control(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("address %q is not an IP address and port: %w", address, err)
	}
	return g.check(at.Addr())
}

// checkHost refuses a literal address, or a name that can only mean this
// machine. It is what is left to check when a proxy resolves the names.
func (g guard) checkHost(host string) error {
	addr, isAddress, err := crawler.Address(host)
	if err != nil {
		return &crawler.Error{Permanent: true, Err: err}
	}
	if isAddress {
		return g.check(addr)
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return g.check(netip.AddrFrom4([4]byte{127, 0, 0, 1}))
	}
	return nil
}

func (g guard) check(addr netip.Addr) error {
	addr = addr.Unmap().WithZone("")
	for _, network := range g.allowed {
		if network.Contains(addr) {
			return nil
		}
	}
	if kind := reserved(addr); kind != "" {
		return &addressError{addr, kind}
	}
	return nil
}

// reservedNetworks are the networks of the IANA special-purpose registries that
// are no part of the public Internet, and what to call them.
var reservedNetworks = []struct {
	network netip.Prefix
	kind    string
}{
	{netip.MustParsePrefix("0.0.0.0/8"), "unspecified"},
	{netip.MustParsePrefix("10.0.0.0/8"), "private"},
	{netip.MustParsePrefix("100.64.0.0/10"), "private"}, // carrier-grade NAT
	{netip.MustParsePrefix("127.0.0.0/8"), "private"},
	{netip.MustParsePrefix("169.254.0.0/16"), "link-local"},
	{netip.MustParsePrefix("172.16.0.0/12"), "private"},
	{netip.MustParsePrefix("192.0.0.0/24"), "reserved"},
	{netip.MustParsePrefix("192.0.2.0/24"), "reserved"},
	{netip.MustParsePrefix("192.88.99.0/24"), "reserved"},
	{netip.MustParsePrefix("192.168.0.0/16"), "private"},
	{netip.MustParsePrefix("198.18.0.0/15"), "reserved"},
	{netip.MustParsePrefix("198.51.100.0/24"), "reserved"},
	{netip.MustParsePrefix("203.0.113.0/24"), "reserved"},
	{netip.MustParsePrefix("224.0.0.0/4"), "multicast"},
	{netip.MustParsePrefix("240.0.0.0/4"), "reserved"},
	{netip.MustParsePrefix("::/128"), "unspecified"},
	{netip.MustParsePrefix("::1/128"), "private"},
	{netip.MustParsePrefix("64:ff9b:1::/48"), "private"}, // local NAT64
	{netip.MustParsePrefix("100::/64"), "reserved"},
	{netip.MustParsePrefix("2001::/23"), "reserved"}, // Teredo among them
	{netip.MustParsePrefix("2001:db8::/32"), "reserved"},
	{netip.MustParsePrefix("3fff::/20"), "reserved"},
	{netip.MustParsePrefix("5f00::/16"), "reserved"},
	{netip.MustParsePrefix("fc00::/7"), "private"},
	{netip.MustParsePrefix("fe80::/10"), "link-local"},
	{netip.MustParsePrefix("fec0::/10"), "private"},
	{netip.MustParsePrefix("ff00::/8"), "multicast"},
}

// carriers are the networks whose addresses hold an IPv4 address, at this byte,
// to which what is sent there is passed on.
var carriers = []struct {
	network netip.Prefix
	at      int
}{
	{netip.MustParsePrefix("::/96"), 12},
	{netip.MustParsePrefix("::ffff:0:0:0/96"), 12}, // SIIT
	{netip.MustParsePrefix("64:ff9b::/96"), 12},    // NAT64
	{netip.MustParsePrefix("2002::/16"), 2},        // 6to4
}

// reserved names the kind of an address that is not public, else "".
func reserved(addr netip.Addr) string {
	for _, r := range reservedNetworks {
		if r.network.Contains(addr) {
			return r.kind
		}
	}
	for _, c := range carriers {
		if c.network.Contains(addr) {
			bytes := addr.As16()
			return reserved(netip.AddrFrom4([4]byte(bytes[c.at : c.at+4])))
		}
	}
	return ""
}
