package article

import "bytes"

func isDump(contentType string, text []byte) bool {
	return bytes.HasPrefix([]byte(contentType), []byte("text/plain"))
}
func markUp(text []byte) []byte     { return text }
func (d *doc) dumpFields(f *fields) {}
