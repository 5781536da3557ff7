-- Version 3: what is known of each host's pages. Blocks that were taken for
-- stories, by fingerprint, and on which pages, as 32-bit numbers in a row.
CREATE TABLE memory (
	host    TEXT NOT NULL,
	block   INTEGER NOT NULL,
	pages   BLOB NOT NULL,
	seen_ns INTEGER NOT NULL,
	PRIMARY KEY (host, block)
) WITHOUT ROWID;
