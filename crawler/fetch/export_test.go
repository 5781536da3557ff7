package fetch

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/url"
	"time"
)

// TrustForTest makes a client accept one more certificate.
func TrustForTest(c *Client, cert *x509.Certificate) {
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	c.transport.TLSClientConfig = &tls.Config{RootCAs: pool}
}

// UnpackForTest reads a body as it came on the wire.
func UnpackForTest(encoding string, body []byte, limit int64, clip bool) (got []byte, clipped bool, err error) {
	x := exchange{limit: limit, clip: clip, answer: http.Header{"Content-Encoding": {encoding}}}
	r := x.unpacked(io.NopCloser(bytes.NewReader(body)), func() {})
	defer r.Close()
	got, err = io.ReadAll(r)
	return got, x.clipped, err
}

// RobotsForTest says what a robots.txt lets a crawler of this User-Agent do.
func RobotsForTest(body, userAgent, rawURL string) (allowed bool, r Rules) {
	parsed := parseRobots(body, productToken(userAgent))
	u, err := url.Parse(rawURL)
	if err != nil {
		panic(err)
	}
	return parsed.allows(u), Rules{parsed.delay, parsed.sitemaps, len(parsed.list)}
}

// Rules is the rest of what a robots.txt says.
type Rules struct {
	Delay    time.Duration
	Sitemaps []string
	Count    int
}
