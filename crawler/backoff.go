package crawler

import "time"

// The bounds of Backoff.
const (
	minBackoff = 30 * time.Second
	maxBackoff = 24 * time.Hour
)

// Backoff is how long to leave a task or a host alone after its failures in a
// row: 30 seconds after the first, twice as long after each further one, at
// most a day. It is spread over a quarter to either side by rnd in [0,1), so that what
// failed together is not asked again together. A server's own wish, retryAfter
// (zero for none), is kept as a minimum and bounded by a day too. Without failures and
// without a wish it is zero.
func Backoff(failures int, retryAfter time.Duration, rnd float64) time.Duration {
	rnd = min(max(rnd, 0), 1)
	var wait time.Duration
	if failures > 0 {
		// Twelve doublings pass a day; the bound also keeps the shift from overflowing.
		wait = minBackoff << min(failures-1, 12)
		wait = time.Duration(float64(min(wait, maxBackoff)) * (0.75 + rnd/2))
	}
	if retryAfter > wait {
		// Never earlier than asked for, a little later at random.
		retryAfter = min(retryAfter, maxBackoff)
		wait = retryAfter + time.Duration(float64(retryAfter)*rnd/20)
	}
	return min(wait, maxBackoff)
}
