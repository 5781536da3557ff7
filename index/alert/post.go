package alert

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pennypress/pennypress/index"
)

// A message is the body of a post.
type message struct {
	Type      string    `json:"type"` // "alert.match"
	Timestamp time.Time `json:"timestamp"`
	Alert     string    `json:"alert"`
	Query     string    `json:"query"`
	Article   index.Hit `json:"article"`
}

// Posts are tried again after these pauses, and then given up: about three days
// after the match.
var pauses = []time.Duration{
	5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, time.Hour,
	3 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour, 24 * time.Hour,
}

const (
	postTimeout    = 15 * time.Second
	stopGrace      = 3 * time.Second // a post on its way when the work is stopped
	maxAnswer      = 64 << 10        // read of an answer, so that its connection can be used again
	maxRetryAfter  = 24 * time.Hour  // heeded of what a server asks for
	batchPosts     = 100             // of one alert in one round
	webhookVersion = "v1"
)

// newClient follows no redirect: the post would lose its body or go where its
// owner did not send it.
func newClient() *http.Client {
	return &http.Client{
		Timeout:       postTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Post tells the webhooks what is due, each in order and all beside each other,
// so that a slow one delays nobody. It gives how many posts were answered well,
// and the failures that were recorded, joined.
func (r *Runner) Post(ctx context.Context) (posted int, err error) {
	var (
		mu   sync.Mutex
		errs []error
		wg   sync.WaitGroup
	)
	for _, a := range r.alerts {
		if a.Webhook == "" {
			continue
		}
		wg.Go(func() {
			n, err := r.postAlert(ctx, a)
			mu.Lock()
			defer mu.Unlock()
			posted += n
			if err != nil {
				errs = append(errs, fmt.Errorf("alert %s: %w", a.Name, err))
			}
		})
	}
	wg.Wait()
	return posted, errors.Join(errs...)
}

// postAlert posts what is due for one alert, until a post fails.
func (r *Runner) postAlert(ctx context.Context, a index.Alert) (int, error) {
	due, err := r.store.DueMatches(ctx, a.Name, r.now(), batchPosts)
	if err != nil {
		return 0, err
	}
	for n, m := range due {
		outcome, err := r.post(ctx, a, m)
		if ctx.Err() != nil && err != nil {
			return n, nil // not asked to the end: it stays due
		}
		if settled := r.store.SettleMatch(context.WithoutCancel(ctx), m, outcome); settled != nil {
			return n, settled
		}
		if err != nil {
			return n, err
		}
	}
	return len(due), nil
}

// post tells a webhook of one match, and says what to record of it.
func (r *Runner) post(ctx context.Context, a index.Alert, m index.AlertMatch) (index.Posted, error) {
	article, err := r.store.Get(ctx, m.Article)
	if errors.Is(err, index.ErrNotFound) {
		return index.Posted{Failed: true, Reason: "the article was deleted"}, nil
	}
	if err != nil {
		return r.again(m, err, 0), err
	}
	hit, err := r.hit(a.Query, article)
	if err != nil {
		return r.again(m, err, 0), err
	}
	body, err := json.Marshal(message{"alert.match", m.At.UTC(), a.Name, a.Query, hit})
	if err != nil {
		return r.again(m, err, 0), err
	}
	wait, err := r.send(ctx, a, m, body)
	if err == nil {
		return index.Posted{}, nil
	}
	return r.again(m, err, wait), err
}

// again is the record of a failure: when to try again, if ever.
func (r *Runner) again(m index.AlertMatch, err error, wait time.Duration) index.Posted {
	p := index.Posted{Failed: true, Reason: err.Error()}
	if m.Tries < len(pauses) && wait >= 0 {
		p.Again = r.now().Add(max(pauses[m.Tries], min(wait, maxRetryAfter)))
	}
	return p
}

// never, as a waiting time, says that trying again is pointless.
const never = -1

// graceful gives a context that ends stopGrace after ctx does. A post that is cut
// off may have been heard and would be told twice.
func graceful(ctx context.Context) (context.Context, context.CancelFunc) {
	late, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-late.Done():
		case <-time.After(stopGrace):
			cancel()
		}
	})
	return late, func() { stop(); cancel() }
}

// send makes one post. wait is how long the server asks to be left alone, or never.
func (r *Runner) send(ctx context.Context, a index.Alert, m index.AlertMatch, body []byte) (wait time.Duration, err error) {
	ctx, cancel := graceful(ctx)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.Webhook, bytes.NewReader(body))
	if err != nil {
		return never, err
	}
	now := r.now()
	id := ID(m)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "pennypress")
	req.Header.Set("Webhook-Id", id)
	req.Header.Set("Webhook-Timestamp", strconv.FormatInt(now.Unix(), 10))
	if a.Secret != "" {
		req.Header.Set("Webhook-Signature", Sign(a.Secret, id, now, body))
	}
	resp, err := r.client.Do(req)
	if err != nil {
		// The address may hold a secret: name the host alone.
		if wrapped := (*url.Error)(nil); errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		return 0, fmt.Errorf("post to %s: %w", req.URL.Host, err)
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, io.LimitReader(resp.Body, maxAnswer)) // what it says does not matter
	switch {
	case resp.StatusCode >= 200 && resp.StatusCode < 300:
		return 0, nil
	case resp.StatusCode == http.StatusGone:
		wait = never
	default:
		wait = retryAfter(resp.Header.Get("Retry-After"), now)
	}
	return wait, fmt.Errorf("post to %s: the server answered %s", req.URL.Host, resp.Status)
}

// retryAfter reads the header, in seconds or as a date; 0 when it says nothing.
func retryAfter(header string, now time.Time) time.Duration {
	if s, err := strconv.Atoi(strings.TrimSpace(header)); err == nil && s > 0 {
		return time.Duration(min(s, int(maxRetryAfter/time.Second))) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}

// ID names a match for its receiver: the same for every post of it.
func ID(m index.AlertMatch) string {
	sum := sha256.Sum256([]byte(m.Alert + "\x00" + m.Article))
	return "msg_" + base64.RawURLEncoding.EncodeToString(sum[:18])
}

// Sign gives the Webhook-Signature header of a post: HMAC-SHA256 with the
// secret's bytes over id, Unix time and body, joined by points, in base64. This
// is the form of https://www.standardwebhooks.com; a secret written
// "whsec_" and base64 stands for the bytes it encodes.
func Sign(secret, id string, at time.Time, body []byte) string {
	key := []byte(secret)
	if encoded, ok := strings.CutPrefix(secret, "whsec_"); ok {
		if decoded, err := base64.StdEncoding.DecodeString(encoded); err == nil {
			key = decoded
		}
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.", id, at.Unix())
	mac.Write(body)
	return webhookVersion + "," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
