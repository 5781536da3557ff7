package sqlite

import (
	"maps"
	"sync"
)

// What is known of a host is read for each of its pages: up to maxBlocks rows,
// which cost more than storing the article. So it is kept for the hosts at work,
// and follows what this process writes. When another connection has written
// anything, all is forgotten: a host is leased in a transaction, which looks for
// that, so whoever holds the lease knows what its holder before remembered.

// maxRecalls bounds the hosts kept; each takes 60 KB at most.
const maxRecalls = 64

// recalls are the hosts kept. The zero value is empty; the maps in it never change.
type recalls struct {
	mu      sync.Mutex           // guards what follows
	of      map[string]*recalled // by host
	version int64                // of the file, as the writing connection saw it last
}

// A recalled host has no map while it is being read.
type recalled struct{ known map[uint64]int }

// get returns what is kept of a host; else nil, and what keeps it once it is read,
// unless it has changed by then.
func (r *recalls) get(host string) (known map[uint64]int, keep func(map[uint64]int)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if kept := r.of[host]; kept != nil && kept.known != nil {
		return kept.known, nil
	}
	if r.of == nil || len(r.of) >= maxRecalls {
		r.of = map[string]*recalled{}
	}
	reading := &recalled{}
	r.of[host] = reading
	return nil, func(known map[uint64]int) {
		r.mu.Lock()
		defer r.mu.Unlock()
		reading.known = known
	}
}

// learn takes over what was written, by host.
func (r *recalls) learn(seen map[string]map[uint64]int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for host, blocks := range seen {
		kept := r.of[host]
		if kept == nil {
			continue
		}
		if kept.known == nil || blocks == nil {
			delete(r.of, host)
			continue
		}
		known := maps.Clone(kept.known)
		maps.Copy(known, blocks)
		r.of[host] = &recalled{known}
	}
}

// at notes the version of the file as the writing connection sees it, which
// changes with every commit of another connection.
func (r *recalls) at(version int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if version != r.version {
		r.of, r.version = nil, version
	}
}

// forget forgets all.
func (r *recalls) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.of = nil
}
