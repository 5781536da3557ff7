-- Version 2: alerts. A saved query, and the last change that was looked at for
-- it.
CREATE TABLE alerts (
	name     TEXT PRIMARY KEY,
	query    TEXT NOT NULL,
	seq      INTEGER NOT NULL,
	since_ns INTEGER NOT NULL  -- when it became known: what was fetched before is not new
) WITHOUT ROWID;

-- The articles that met an alert, in the order in which they did: the alert's
-- feed, and what its webhook is told.
CREATE TABLE alert_matches (
	num     INTEGER PRIMARY KEY,
	alert   TEXT NOT NULL,
	article INTEGER NOT NULL REFERENCES articles (num) ON DELETE CASCADE,
	at_ns   INTEGER NOT NULL,
	state   TEXT NOT NULL,     -- kept: there is nobody to tell; due; posted; failed: given up
	tries   INTEGER NOT NULL,  -- posts that failed
	due_ns  INTEGER,           -- when to post; NULL: never
	reason  TEXT NOT NULL,     -- of the last failure
	UNIQUE (alert, article)
);
CREATE INDEX alert_matches_due ON alert_matches (due_ns) WHERE due_ns IS NOT NULL;
CREATE INDEX alert_matches_by_article ON alert_matches (article);
