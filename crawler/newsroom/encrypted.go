package newsroom

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"net/http"
	"time"
)

// encrypted starts a host beside this one that speaks TLS with a certificate
// that nobody vouches for, and has a page at every address. It returns its
// scheme, host and port.
func (h *hostile) encrypted() string {
	certificate, err := selfSigned()
	if err != nil {
		return "https://" + closedPort()[len("http://"):]
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return "https://" + closedPort()[len("http://"):]
	}
	secret := tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12})
	h.room.serve(secret, h.Name+"-encrypted", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.html(talePage(h.tale(r.URL.Path), ""))(w, r)
	}))
	return "https://" + l.Addr().String()
}

// selfSigned makes a certificate for the loopback address.
func selfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Nobody"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}
