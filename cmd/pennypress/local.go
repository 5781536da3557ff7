package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/pennypress/pennypress/config"
	"github.com/pennypress/pennypress/index"
)

// The search index has one holder. While serve runs it is the holder, and a
// search beside it asks it here: over a socket in the data directory, which
// only those who may read the directory can reach.

// socketFile lies in the data directory while serve runs.
const socketFile = "serve.sock"

// maxSocketPath is what the address of a Unix socket can hold on every system.
const maxSocketPath = 103

// A localQuery is one search as it goes over the socket.
type localQuery struct {
	Query   string              `json:"query"`
	Now     time.Time           `json:"now"` // by which the query's relative dates are read
	Options index.SearchOptions `json:"options"`
}

// A localAnswer is its answer.
type localAnswer struct {
	Result index.Result `json:"result"`
	Error  string       `json:"error,omitempty"`
}

// listenLocal offers a searcher to searches beside this process. A path that is
// too long for a socket is no error: they then find the index in use.
func listenLocal(c *config.Config) (net.Listener, error) {
	path := filepath.Join(c.DataDir, socketFile)
	if len(path) > maxSocketPath {
		return nil, fmt.Errorf("the path %s is too long for a socket: searches beside this process are refused", path)
	}
	// Whoever holds the index is the only one here: a file left behind is nobody's.
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	return l, os.Chmod(path, 0o600)
}

// localHandler answers searches that come over the socket. follow brings the
// index up to date first, so that they see what the store holds.
func localHandler(s index.Searcher, follow func(context.Context) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q localQuery
		answer := localAnswer{}
		err := json.NewDecoder(io.LimitReader(r.Body, maxLocal)).Decode(&q)
		var parsed index.Query
		if err == nil {
			parsed, err = index.Parse(q.Query, q.Now)
		}
		if err == nil {
			err = follow(r.Context())
		}
		if err == nil {
			answer.Result, err = s.Search(r.Context(), parsed, q.Options)
		}
		if err != nil {
			answer.Error = err.Error()
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(answer) // whoever asked is gone if this fails
	})
}

// maxLocal bounds what goes over the socket in one direction.
const maxLocal = 64 << 20

// A localSearcher asks the process that holds the index.
type localSearcher struct {
	client *http.Client
	now    time.Time
}

// dialLocal finds a serve that runs on the data directory; ok is false when
// there is none.
func dialLocal(c *config.Config) (s *localSearcher, ok bool) {
	path := filepath.Join(c.DataDir, socketFile)
	conn, err := net.DialTimeout("unix", path, time.Second)
	if err != nil {
		return nil, false
	}
	conn.Close()
	return &localSearcher{
		now: time.Now(),
		client: &http.Client{Transport: &http.Transport{
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, "unix", path)
			},
		}},
	}, true
}

// Search asks the holder.
func (s *localSearcher) Search(ctx context.Context, q index.Query, o index.SearchOptions) (index.Result, error) {
	body, err := json.Marshal(localQuery{q.Source, s.now, o})
	if err != nil {
		return index.Result{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://pennypress/search", bytes.NewReader(body))
	if err != nil {
		return index.Result{}, err
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return index.Result{}, fmt.Errorf("ask the running pennypress serve: %w", err)
	}
	defer resp.Body.Close()
	var answer localAnswer
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxLocal)).Decode(&answer); err != nil {
		return index.Result{}, fmt.Errorf("ask the running pennypress serve: %w", err)
	}
	if answer.Error != "" {
		return index.Result{}, errors.New(answer.Error)
	}
	return answer.Result, nil
}

// Close ends the connection.
func (s *localSearcher) Close() error {
	s.client.CloseIdleConnections()
	return nil
}

// A searcher is what a command needs of the search index.
type searcher interface {
	index.Finder
	io.Closer
}

// openSearcher gives the search index, up to date with the store: that of a
// serve that runs on the data directory, else the directory's own.
func (a *app) openSearcher(ctx context.Context, c *config.Config, store index.ChangeSource) (searcher, error) {
	if s, ok := dialLocal(c); ok {
		return s, nil
	}
	idx, err := a.openIndex(ctx, c, searchWait)
	if err != nil {
		return nil, err
	}
	if _, err := index.Follow(ctx, store, idx); err != nil {
		return nil, errors.Join(err, idx.Close())
	}
	return idx, nil
}
