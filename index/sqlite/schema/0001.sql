-- The record of pennypress, version 1. Columns ending in _ns are Unix time in
-- nanoseconds, 0 when unknown; published and fetched are Unix seconds, NULL
-- when unknown. All are UTC.

-- Every article, in its newest revision.
CREATE TABLE articles (
	num          INTEGER PRIMARY KEY,  -- order of arrival; the other tables' "article"
	id           TEXT NOT NULL UNIQUE,
	source       TEXT NOT NULL,
	url          TEXT NOT NULL,
	title        TEXT NOT NULL,
	language     TEXT NOT NULL,
	published    INTEGER,
	fetched      INTEGER,
	word_count   INTEGER NOT NULL,
	revision     INTEGER NOT NULL,     -- of the newest
	content_hash TEXT NOT NULL,
	cluster      TEXT NOT NULL,        -- id of the earliest article telling the same text
	content      BLOB NOT NULL,        -- digest of what makes a revision
	sketch       BLOB NOT NULL,        -- the article's keys in sketches, eight bytes each
	changed_ns   INTEGER NOT NULL      -- when it was stored or last changed
);
CREATE INDEX articles_by_date ON articles (published, id);
CREATE INDEX articles_by_source ON articles (source, published, id);
CREATE INDEX articles_by_hash ON articles (content_hash);
CREATE INDEX articles_by_cluster ON articles (cluster);

-- Every revision, as the article's JSON in zstd without revision and cluster.
CREATE TABLE revisions (
	num       INTEGER PRIMARY KEY,
	article   INTEGER NOT NULL REFERENCES articles (num) ON DELETE CASCADE,
	revision  INTEGER NOT NULL,
	stored_ns INTEGER NOT NULL,
	doc       BLOB NOT NULL,
	UNIQUE (article, revision)
);

-- The figures in the newest revision; columns are the fields of the JSON form.
CREATE TABLE entities (
	article   INTEGER NOT NULL REFERENCES articles (num) ON DELETE CASCADE,
	n         INTEGER NOT NULL,  -- 0, 1, ... in the article
	type      TEXT NOT NULL,
	text      TEXT NOT NULL,
	start     INTEGER NOT NULL,
	"end"     INTEGER NOT NULL,
	value     REAL,
	low       REAL,
	high      REAL,
	modifier  TEXT,
	unit      TEXT,
	direction TEXT,
	currency  TEXT,
	per       TEXT,
	symbol    TEXT,
	exchange  TEXT,
	name      TEXT,
	how       TEXT,
	PRIMARY KEY (article, n)
) WITHOUT ROWID;
CREATE INDEX entities_by_symbol ON entities (symbol) WHERE symbol IS NOT NULL;
CREATE INDEX entities_by_value ON entities (type, currency, value) WHERE value IS NOT NULL;

CREATE TABLE moves (
	article  INTEGER NOT NULL REFERENCES articles (num) ON DELETE CASCADE,
	n        INTEGER NOT NULL,
	symbol   TEXT NOT NULL,
	exchange TEXT,
	percent  REAL NOT NULL,
	low      REAL,
	high     REAL,
	start    INTEGER NOT NULL,
	"end"    INTEGER NOT NULL,
	PRIMARY KEY (article, n)
) WITHOUT ROWID;
CREATE INDEX moves_by_symbol ON moves (symbol, percent);
CREATE INDEX moves_by_percent ON moves (percent);

-- Keys of each text's sketch: nearly equal texts share one.
CREATE TABLE sketches (
	key     INTEGER NOT NULL,
	article INTEGER NOT NULL,
	PRIMARY KEY (key, article)
) WITHOUT ROWID;

-- The newest change of every article that ever was. A number is never used again.
CREATE TABLE changes (
	seq     INTEGER PRIMARY KEY AUTOINCREMENT,
	id      TEXT NOT NULL UNIQUE,
	deleted INTEGER NOT NULL,  -- 1: a tombstone
	at_ns   INTEGER NOT NULL
);

-- How far each reader of the changes has come.
CREATE TABLE checkpoints (
	name TEXT PRIMARY KEY,
	seq  INTEGER NOT NULL
) WITHOUT ROWID;

-- Hosts: who works on them, and when they may be asked.
CREATE TABLE hosts (
	num        INTEGER PRIMARY KEY,
	host       TEXT NOT NULL UNIQUE,
	next_ns    INTEGER NOT NULL DEFAULT 0,  -- no request before
	delay_ns   INTEGER NOT NULL DEFAULT 0,
	failures   INTEGER NOT NULL DEFAULT 0,
	fence      INTEGER NOT NULL DEFAULT 0,  -- grows with every lease
	worker     TEXT NOT NULL DEFAULT '',    -- who has or had the newest lease
	expires_ns INTEGER NOT NULL DEFAULT 0   -- of the lease; 0: released
);
CREATE INDEX hosts_leased ON hosts (expires_ns) WHERE expires_ns > 0;

CREATE TABLE robots (
	host       INTEGER NOT NULL REFERENCES hosts (num) ON DELETE CASCADE,
	scheme     TEXT NOT NULL,
	status     INTEGER NOT NULL,
	fetched_ns INTEGER NOT NULL,
	body       BLOB NOT NULL,
	PRIMARY KEY (host, scheme)
);

-- Every URL ever found, and what became of it.
CREATE TABLE tasks (
	num           INTEGER PRIMARY KEY,
	url           TEXT NOT NULL UNIQUE,
	host          INTEGER NOT NULL REFERENCES hosts (num),
	source        TEXT NOT NULL,
	kind          TEXT NOT NULL,
	rank          INTEGER NOT NULL,  -- 0: feed, sitemap, homepage; 1: page
	depth         INTEGER NOT NULL,
	state         TEXT NOT NULL,
	reason        TEXT NOT NULL,
	due_ns        INTEGER,           -- NULL: never again
	tries         INTEGER NOT NULL,
	etag          TEXT NOT NULL,
	last_modified TEXT NOT NULL,
	hash          TEXT NOT NULL,
	interval_ns   INTEGER NOT NULL,
	item          TEXT NOT NULL,     -- what the feed said, as JSON; may be empty
	item_ns       INTEGER NOT NULL,  -- when the feed says it was published
	found_ns      INTEGER NOT NULL,
	asked_ns      INTEGER NOT NULL,
	success_ns    INTEGER NOT NULL,
	article       TEXT NOT NULL      -- id; may be empty
);
CREATE INDEX tasks_due ON tasks (host, source, rank, due_ns, item_ns DESC) WHERE due_ns IS NOT NULL;
CREATE INDEX tasks_discovery ON tasks (source, url) WHERE rank = 0;

-- One row for each host and source with tasks to be asked some day.
CREATE TABLE queues (
	host     INTEGER NOT NULL REFERENCES hosts (num),
	source   TEXT NOT NULL,
	due_ns   INTEGER NOT NULL,  -- of its earliest task
	ready_ns INTEGER NOT NULL,  -- when it can be leased: the latest of due, the host's next and expires
	PRIMARY KEY (host, source)
) WITHOUT ROWID;
CREATE INDEX queues_by_ready ON queues (ready_ns);
CREATE INDEX queues_by_source ON queues (source, ready_ns);

-- How many page tasks each source has in each state.
CREATE TABLE tally (
	source TEXT NOT NULL,
	state  TEXT NOT NULL,
	n      INTEGER NOT NULL,
	PRIMARY KEY (source, state)
) WITHOUT ROWID;
