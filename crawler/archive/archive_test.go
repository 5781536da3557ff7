package archive_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pennypress/pennypress/crawler/archive"
	"github.com/pennypress/pennypress/extract"
)

func open(t testing.TB, dir string, o archive.Options) *archive.Writer {
	t.Helper()
	w, err := archive.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func page(n int) extract.Page {
	return extract.Page{
		URL:         fmt.Sprintf("https://news.example/story-%d?a=b", n),
		ContentType: "text/html; charset=windows-1252",
		Body:        []byte(strings.Repeat(fmt.Sprintf("<p>caf\xe9 %d\r\n\r\nWARC/1.1\r\n", n), n+1)),
		Fetched:     time.Date(2025, 11, 3, 10, 0, n, 123456789, time.UTC),
	}
}

func add(t testing.TB, w *archive.Writer, pages ...extract.Page) {
	t.Helper()
	for _, p := range pages {
		if err := w.Append(t.Context(), p, 200, http.Header{"Content-Type": {p.ContentType}}); err != nil {
			t.Fatal(err)
		}
	}
}

// read gives the pages of an archive and the errors among them.
func read(dir string) (pages []extract.Page, errs []error) {
	for p, err := range archive.Read(dir) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		pages = append(pages, p)
	}
	return pages, errs
}

func wantPages(t *testing.T, dir string, want ...extract.Page) {
	t.Helper()
	got, errs := read(dir)
	if len(errs) > 0 {
		t.Errorf("errors: %v", errs)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
}

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestPagesComeBackAsTheyWere(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, archive.Options{Software: "pennypress/1.0"})
	pages := []extract.Page{
		page(0), page(1), page(500),
		{URL: "https://news.example/empty", Body: []byte{}, Fetched: time.Unix(0, 5).UTC()},
		{URL: "https://news.example/cut", ContentType: "text/html", Body: []byte("<p>cut"), Truncated: true, Fetched: time.Unix(1, 0).UTC()},
	}
	add(t, w, pages...)
	t.Run("while the file grows", func(t *testing.T) { wantPages(t, dir, pages...) })
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	t.Run("afterwards", func(t *testing.T) { wantPages(t, dir, pages...) })
	if err := w.Append(t.Context(), page(1), 200, nil); !errors.Is(err, os.ErrClosed) {
		t.Errorf("Append after Close = %v, want %v", err, os.ErrClosed)
	}
}

func TestFilesAreWARC(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, archive.Options{Software: "pennypress/1.0\r\nevil: yes"})
	p := page(1)
	header := http.Header{"Content-Encoding": {"br"}, "Set-Cookie": {"secret"}, "Content-Length": {"3"}, "Etag": {`"v1"`}}
	if err := w.Append(t.Context(), p, 200, header); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	list := names(t, dir)
	if len(list) != 1 || !strings.HasSuffix(list[0], ".warc.gz") {
		t.Fatalf("files = %v", list)
	}
	file, err := os.Open(filepath.Join(dir, list[0]))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"WARC/1.1\r\n", "WARC-Type: warcinfo\r\n", "software: pennypress/1.0 evil: yes\r\n", "WARC-Filename: " + list[0] + "\r\n",
		"WARC-Type: response\r\n", "WARC-Target-URI: https://news.example/story-1?a=b\r\n", "WARC-Date: 2025-11-03T10:00:01.123456789Z\r\n",
		"WARC-Payload-Digest: sha1:", "WARC-Block-Digest: sha1:", "WARC-Record-ID: <urn:uuid:", "HTTP/1.1 200 OK\r\n",
		"X-Crawler-Content-Encoding: br\r\n", "Etag: \"v1\"\r\n", fmt.Sprintf("Content-Length: %d\r\n", len(p.Body)),
	} {
		if !bytes.Contains(plain, []byte(want)) {
			t.Errorf("the file lacks %q:\n%s", want, plain)
		}
	}
	if bytes.Contains(plain, []byte("secret")) || bytes.Contains(plain, []byte("\nContent-Encoding:")) {
		t.Errorf("the file holds fields that are to be left out:\n%s", plain)
	}
}

func TestStatusIsKept(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, archive.Options{})
	defer w.Close()
	if err := w.Append(t.Context(), page(1), 404, http.Header{"X-Wall": {"bot"}}); err != nil {
		t.Fatal(err)
	}
	add(t, w, page(2))
	wantPages(t, dir, page(2))
	var got []string
	for r, err := range archive.Records(dir) {
		got = append(got, fmt.Sprint(r.Status, " ", r.Page.URL, " ", r.Header.Get("X-Wall"), " ", r.File == names(t, dir)[0], r.Offset > 0, err))
	}
	want := []string{"404 https://news.example/story-1?a=b bot true true <nil>", "200 https://news.example/story-2?a=b  true true <nil>"}
	if !slices.Equal(got, want) {
		t.Errorf("records = %q, want %q", got, want)
	}
}

func TestRefusedPages(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, archive.Options{})
	defer w.Close()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range map[string]error{
		"no URL":            w.Append(t.Context(), extract.Page{}, 200, nil),
		"forged URL":        w.Append(t.Context(), extract.Page{URL: "http://a/\r\nWARC-Type: x"}, 200, nil),
		"impossible status": w.Append(t.Context(), page(1), 0, nil),
		"too long":          w.Append(t.Context(), extract.Page{URL: "http://a/", Body: make([]byte, archive.MaxRecord)}, 200, nil),
		"cancelled":         w.Append(cancelled, page(1), 200, nil),
	} {
		if err == nil {
			t.Errorf("%s: kept", name)
		}
	}
	add(t, w, page(3))
	wantPages(t, dir, page(3))
}

func TestRotation(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, archive.Options{MaxSize: 1})
	add(t, w, page(1), page(2))
	w.Close()
	w = open(t, dir, archive.Options{MaxAge: 1})
	add(t, w, page(3), page(4))
	w.Close()
	if list := names(t, dir); len(list) != 4 {
		t.Errorf("files = %v, want 4", list)
	}
	// Sorted by the second of their beginning, then by serial number.
	got, errs := read(dir)
	if len(got) != 4 || len(errs) != 0 {
		t.Errorf("%d pages, %v, want 4", len(got), errs)
	}
}

func TestWritersShareADirectory(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for i := range 4 {
		w := open(t, dir, archive.Options{MaxSize: 3000})
		for j := range 2 {
			wg.Go(func() {
				for k := range 25 {
					if err := w.Append(t.Context(), page(i*50+j*25+k), 200, nil); err != nil {
						t.Error(err)
					}
				}
			})
		}
		defer w.Close()
	}
	wg.Wait()
	got, errs := read(dir)
	seen := map[string]bool{}
	for _, p := range got {
		seen[p.URL] = true
	}
	if len(errs) > 0 || len(got) != 200 || len(seen) != 200 {
		t.Errorf("%d pages, %d different, %v, want 200", len(got), len(seen), errs)
	}
}

// archived gives the bytes of a file with some pages and where each record begins.
func archived(t testing.TB, n int) (data []byte, offsets []int64) {
	dir := t.TempDir()
	w := open(t, dir, archive.Options{})
	for i := range n {
		add(t, w, page(i))
	}
	w.Close()
	for r, err := range archive.Records(dir) {
		if err != nil {
			t.Fatal(err)
		}
		offsets = append(offsets, r.Offset)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	data, err = os.ReadFile(filepath.Join(dir, entries[0].Name()))
	if err != nil {
		t.Fatal(err)
	}
	return data, offsets
}

// However a process dies, what it acknowledged is read, and no error is seen.
func TestTornEnd(t *testing.T) {
	data, offsets := archived(t, 3)
	for cut := offsets[1]; cut < int64(len(data)); cut++ {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "x.warc.gz.open"), data[:cut], 0o644); err != nil {
			t.Fatal(err)
		}
		want := 1
		if cut >= offsets[2] {
			want = 2
		}
		if got, errs := read(dir); len(got) != want || len(errs) != 0 {
			t.Fatalf("cut at %d: %d pages, %v, want %d", cut, len(got), errs, want)
		}
	}
}

func TestBrokenRecordIsToldAndSkipped(t *testing.T) {
	data, offsets := archived(t, 4)
	for name, spoil := range map[string]func([]byte) []byte{
		"a byte":        func(b []byte) []byte { b[offsets[1]+40] ^= 0xff; return b },
		"the header":    func(b []byte) []byte { b[offsets[1]] = 0; return b },
		"the checksum":  func(b []byte) []byte { b[offsets[2]-8] ^= 1; return b },
		"zeros between": func(b []byte) []byte { return slices.Insert(b, int(offsets[1])+60, make([]byte, 5000)...) },
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "x.warc.gz"), spoil(slices.Clone(data)), 0o644); err != nil {
			t.Fatal(err)
		}
		got, errs := read(dir)
		var urls []string
		for _, p := range got {
			urls = append(urls, strings.TrimSuffix(strings.TrimPrefix(p.URL, "https://news.example/story-"), "?a=b"))
		}
		if want := []string{"0", "2", "3"}; !slices.Equal(urls, want) {
			t.Errorf("%s: pages %v, want %v (%v)", name, urls, want, errs)
		}
		if name != "the header" && (len(errs) != 1 || !strings.HasPrefix(errs[0].Error(), fmt.Sprintf("read archive: x.warc.gz at byte %d: ", offsets[1]))) {
			t.Errorf("%s: errors %v, want one at byte %d", name, errs, offsets[1])
		}
	}
}

func TestAbandonedFilesAreFinished(t *testing.T) {
	dir := t.TempDir()
	data, _ := archived(t, 2)
	old, new := filepath.Join(dir, "old.warc.gz.open"), filepath.Join(dir, "new.warc.gz.open")
	for _, name := range []string{old, new} {
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	past := time.Now().Add(-72 * time.Hour)
	if err := os.Chtimes(old, past, past); err != nil {
		t.Fatal(err)
	}
	open(t, dir, archive.Options{}).Close()
	if got, want := names(t, dir), []string{"new.warc.gz.open", "old.warc.gz"}; !slices.Equal(got, want) {
		t.Errorf("files = %v, want %v", got, want)
	}
}

func TestFileTakenFromItsWriter(t *testing.T) {
	dir := t.TempDir()
	w := open(t, dir, archive.Options{})
	add(t, w, page(1))
	name := filepath.Join(dir, names(t, dir)[0])
	if err := os.Rename(name, strings.TrimSuffix(name, ".open")); err != nil {
		t.Fatal(err)
	}
	add(t, w, page(2))
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	wantPages(t, dir, page(1), page(2))
}

func TestPrune(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		keep archive.Retention
		want []string
	}{
		{archive.Retention{}, []string{"a.warc.gz", "b.warc.gz", "c.warc.gz", "d.warc.gz.open"}},
		{archive.Retention{Age: 90 * time.Minute}, []string{"c.warc.gz", "d.warc.gz.open", "note.txt"}},
		{archive.Retention{Size: 250}, []string{"c.warc.gz", "d.warc.gz.open"}},
		{archive.Retention{Size: 1}, []string{"d.warc.gz.open"}},
	} {
		dir := t.TempDir()
		for i, name := range []string{"a.warc.gz", "b.warc.gz", "c.warc.gz", "d.warc.gz.open", "note.txt"} {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, make([]byte, 100), 0o644); err != nil {
				t.Fatal(err)
			}
			at := now.Add(time.Duration(i-3) * time.Hour)
			if err := os.Chtimes(path, at, at); err != nil {
				t.Fatal(err)
			}
		}
		done, err := archive.Prune(dir, c.keep, now)
		want := slices.Clone(c.want)
		if !slices.Contains(want, "note.txt") {
			want = append(want, "note.txt")
		}
		if got := names(t, dir); err != nil || !slices.Equal(got, want) || done.Files != 5-len(want) || done.Bytes != int64(100*done.Files) {
			t.Errorf("Prune(%+v) leaves %v, %+v, %v, want %v", c.keep, got, done, err, want)
		}
	}
}

func TestMissingDirectory(t *testing.T) {
	got, errs := read(filepath.Join(t.TempDir(), "nowhere"))
	if len(got) != 0 || len(errs) != 1 || !errors.Is(errs[0], os.ErrNotExist) {
		t.Errorf("Read = %v, %v, want one error", got, errs)
	}
	dir := filepath.Join(t.TempDir(), "a[1]*", "b")
	w := open(t, dir, archive.Options{})
	add(t, w, page(1))
	w.Close()
	wantPages(t, dir, page(1))
}

// TestDamagedHeader reads members that break at every byte of their header, with
// and without an end of it before: each ends the reading of its record, whatever the
// library makes of it.
func TestDamagedHeader(t *testing.T) {
	const header = "WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 3\r\n folded\r\n\r\n"
	for n := range len(header) {
		for _, text := range []string{header[:n] + "\r\n\r\n", header[:n] + "\r\n\r\n" + header[n:], "WARC/1\n\n\r\n\r\n" + header[:n]} {
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			io.WriteString(z, text)
			z.Flush() // what is written until here can be read
			b.WriteString("\xff\xff\xff\xff no deflate block")
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "x.warc.gz"), b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			for r, err := range archive.Records(dir) {
				if err == nil {
					t.Fatalf("%q and then nothing: %+v, want an error", text, r)
				}
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	data, offsets := archived(f, 3)
	f.Add(data)
	f.Add(data[offsets[0]:])
	f.Add(append([]byte("junk"), data...))
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, "WARC/1.1\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: 99999999999\r\nWARC-Date: 2025-01-01T00:00:00Z\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx")
	z.Close()
	f.Add(b.Bytes())
	// Cut just behind a line of its header.
	f.Add([]byte("\x1f\x8b\b\x00000000\nw\fr\xd678\x05A\xbc\\\xbc\\"))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "x.warc.gz"), data, 0o644); err != nil {
			t.Fatal(err)
		}
		last := int64(-1)
		for r, err := range archive.Records(dir) {
			if err != nil {
				continue
			}
			if r.Offset <= last || r.Offset >= int64(len(data)) {
				t.Fatalf("record at %d after one at %d, in %d bytes", r.Offset, last, len(data))
			}
			last = r.Offset
		}
	})
}

func Example() {
	dir, err := os.MkdirTemp("", "archive")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	w, err := archive.Open(dir, archive.Options{Software: "pennypress"})
	if err != nil {
		panic(err)
	}
	p := extract.Page{URL: "https://news.example/a", ContentType: "text/html", Body: []byte("<h1>Markets fall</h1>")}
	if err := w.Append(context.Background(), p, http.StatusOK, nil); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	for p, err := range archive.Read(dir) {
		fmt.Printf("%s %s %v\n", p.URL, p.Body, err)
	}
	// Output:
	// https://news.example/a <h1>Markets fall</h1> <nil>
}

func BenchmarkArchive(b *testing.B) {
	var body bytes.Buffer
	for i := 0; body.Len() < 126<<10; i++ {
		fmt.Fprintf(&body, "<p class=\"story-%d\">Shares of company %d fell %d.%d%% on %x.</p>\n", i%7, i*i%977, i%13, i%10, i*2654435761)
	}
	p := page(1)
	p.Body = body.Bytes()
	dir := b.TempDir()
	b.Run("append", func(b *testing.B) {
		w := open(b, dir, archive.Options{})
		b.SetBytes(int64(len(p.Body)))
		b.ReportAllocs()
		for b.Loop() {
			add(b, w, p)
		}
		w.Close()
	})
	b.Run("read", func(b *testing.B) {
		b.SetBytes(int64(len(p.Body)))
		b.ReportAllocs()
		n := 0
		for n < b.N {
			for _, err := range archive.Read(dir) {
				if err != nil {
					b.Fatal(err)
				}
				if n++; n >= b.N {
					break
				}
			}
		}
	})
}
