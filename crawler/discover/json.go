package discover

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	jsonfeed "github.com/mmcdole/gofeed/json"
)

// A looseFeed is a JSON Feed as it may come: every field of any type.
type looseFeed struct {
	version, title, language json.RawMessage
	author, authors          json.RawMessage
	hubs                     json.RawMessage
	items                    []json.RawMessage
	lost                     string
}

// readJSONFeed mends a JSON Feed (types that are not those of the format, an
// end that came too early), lets gofeed read it and takes what is asked for.
// JSON that is no feed is a *NothingError.
func readJSONFeed(base, text string) (Result, error) {
	loose := looseJSON(cleanJSON(text), text)
	if !loose.isFeed() {
		return Result{}, &NothingError{What: "JSON that is no feed"}
	}
	mended, err := json.Marshal(loose.strict())
	if err != nil {
		return Result{}, fmt.Errorf("read feed: %w", err)
	}
	f, err := (&jsonfeed.Parser{}).Parse(bytes.NewReader(mended))
	if err != nil {
		return Result{}, fmt.Errorf("read feed: %w", err)
	}
	r := Result{Format: JSON, Title: collapse(f.Title), Partial: loose.lost, Hub: hub(loose.hubs)}
	shared := jsonNames(f.Author, f.Authors)
	r.Links = make([]Link, 0, len(f.Items))
	for _, item := range f.Items {
		r.Links = append(r.Links, jsonLink(base, item, shared, f.Language))
	}
	return r, nil
}

// cleanJSON makes blanks of what JSON forbids inside strings and writers put
// there all the same: line breaks, other control characters, and backslashes
// before a letter that needs none. Every byte stays where it was.
func cleanJSON(text string) string {
	b := []byte(text)
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c < ' ':
			b[i] = ' '
		case c == '\\' && i+1 < len(b) && strings.IndexByte(`"\/bfnrtu`, b[i+1]) >= 0:
			i++
		case c == '\\':
			b[i] = ' '
		}
	}
	return string(b)
}

// isFeed reports whether JSON says that it is a feed, or looks like one: other
// interfaces have a title and items too, but not the fields of stories.
func (f *looseFeed) isFeed() bool {
	if strings.Contains(looseString(f.version), "jsonfeed.org") {
		return true
	}
	if len(f.items) == 0 {
		return false
	}
	var first map[string]json.RawMessage
	if json.Unmarshal(f.items[0], &first) != nil {
		return false
	}
	_, isHTML := first["content_html"]
	_, isText := first["content_text"]
	_, isDated := first["date_published"]
	return first["id"] != nil && (isHTML || isText || isDated)
}

func jsonLink(base string, item *jsonfeed.Item, shared []string, lang string) Link {
	l := Link{
		Kind: Item, Title: collapse(item.Title), ID: item.ID,
		Language: languageTag(firstOf(item.Language, lang)),
	}
	l.URL = firstOf(resolve(base, item.URL), resolve("", item.ID), resolve(base, item.ExternalURL))
	l.Published, l.Precision = firstTime(item.DatePublished, item.DateModified)
	l.Authors = authors(jsonNames(item.Author, item.Authors))
	if len(l.Authors) == 0 {
		l.Authors = authors(shared)
	}
	return l
}

func jsonNames(one *jsonfeed.Author, many []*jsonfeed.Author) []string {
	var names []string
	for _, a := range many {
		names = append(names, a.Name)
	}
	if len(names) == 0 && one != nil {
		names = append(names, one.Name)
	}
	return names
}

// looseJSON takes the top level of a feed apart, item by item, so that an end
// that came too early costs one item. text is the original, whose lines are
// counted.
func looseJSON(clean, text string) looseFeed {
	var f looseFeed
	dec := json.NewDecoder(strings.NewReader(clean))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return f
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			break
		}
		if key == "items" {
			if !f.readItems(dec, text) {
				return f
			}
			continue
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			f.stop(text, dec, err)
			return f
		}
		f.set(key, raw)
	}
	return f
}

func (f *looseFeed) set(key json.Token, raw json.RawMessage) {
	switch key {
	case "version":
		f.version = raw
	case "title":
		f.title = raw
	case "language":
		f.language = raw
	case "author":
		f.author = raw
	case "authors":
		f.authors = raw
	case "hubs":
		f.hubs = raw
	}
}

func (f *looseFeed) readItems(dec *json.Decoder, text string) bool {
	t, err := dec.Token()
	if err != nil || t != json.Delim('[') {
		return err == nil && t == nil // "items": null
	}
	for dec.More() {
		if len(f.items) == MaxItems {
			f.lost = cutAt(text, int(dec.InputOffset()), len(f.items), "item") + ", the most that are read"
			return false
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			f.stop(text, dec, err)
			return false
		}
		f.items = append(f.items, raw)
	}
	if _, err := dec.Token(); err != nil {
		f.stop(text, dec, err)
		return false
	}
	return true
}

func (f *looseFeed) stop(text string, dec *json.Decoder, err error) {
	f.lost = cutAt(text, int(dec.InputOffset()), len(f.items), "item")
	if !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		f.lost += ": " + err.Error()
	}
}

// strict gives the feed with the types of the format.
func (f *looseFeed) strict() jsonfeed.Feed {
	out := jsonfeed.Feed{
		Version: looseString(f.version), Title: looseString(f.title), Language: looseString(f.language),
		Author: looseAuthor(f.author), Authors: looseAuthors(f.authors),
		Items: make([]*jsonfeed.Item, 0, len(f.items)),
	}
	for _, raw := range f.items {
		var fields map[string]json.RawMessage
		if json.Unmarshal(raw, &fields) != nil || fields == nil {
			continue
		}
		out.Items = append(out.Items, &jsonfeed.Item{
			ID: looseString(fields["id"]), URL: looseString(fields["url"]), ExternalURL: looseString(fields["external_url"]),
			Title: looseString(fields["title"]), Language: looseString(fields["language"]),
			DatePublished: looseString(fields["date_published"]), DateModified: looseString(fields["date_modified"]),
			Author: looseAuthor(fields["author"]), Authors: looseAuthors(fields["authors"]),
		})
	}
	return out
}

// looseString reads a string, a number or a boolean as text; all else is "".
func looseString(raw json.RawMessage) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return ""
	}
	switch c := raw[0]; {
	case c == '"':
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return ""
		}
		return clip(strings.TrimSpace(s), maxFieldBytes)
	case c == '-' || '0' <= c && c <= '9':
		if n, err := strconv.ParseFloat(string(raw), 64); err == nil && n == float64(int64(n)) {
			return strconv.FormatInt(int64(n), 10)
		}
		return string(raw)
	case c == 't' || c == 'f':
		return string(raw)
	}
	return ""
}

// looseAuthor reads an object with a name, or the name alone.
func looseAuthor(raw json.RawMessage) *jsonfeed.Author {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) == nil && fields != nil {
		return &jsonfeed.Author{Name: looseString(fields["name"])}
	}
	if many := looseAuthors(raw); len(many) > 0 {
		return many[0]
	}
	if name := looseString(raw); name != "" {
		return &jsonfeed.Author{Name: name}
	}
	return nil
}

func looseAuthors(raw json.RawMessage) []*jsonfeed.Author {
	var many []json.RawMessage
	if json.Unmarshal(raw, &many) != nil {
		return nil
	}
	var out []*jsonfeed.Author
	for _, one := range many[:min(len(many), maxAuthors)] {
		if bytes.HasPrefix(bytes.TrimSpace(one), []byte("[")) {
			continue
		}
		if a := looseAuthor(one); a != nil {
			out = append(out, a)
		}
	}
	return out
}

func hub(raw json.RawMessage) string {
	var hubs []struct {
		Type string `json:"type"`
		URL  string `json:"url"`
	}
	if json.Unmarshal(raw, &hubs) != nil {
		return ""
	}
	for _, h := range hubs {
		if strings.EqualFold(h.Type, "websub") {
			return resolve("", h.URL)
		}
	}
	return ""
}

// firstTime gives the first text that states a time.
func firstTime(texts ...string) (time.Time, Precision) {
	for _, s := range texts {
		if t, p, ok := ParseTime(s); ok {
			return t, p
		}
	}
	return time.Time{}, ""
}
