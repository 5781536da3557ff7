package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"iter"

	"github.com/pennypress/pennypress/extract"
)

// bufferBytes is how much is gathered before it is written. Articles are about
// 5 KB, so that a write carries a dozen.
const bufferBytes = 64 << 10

// JSONL writes one article per line.
func JSONL(w io.Writer, articles iter.Seq2[extract.Article, error]) error { return lines(w, articles) }

// JSON writes one array, an article to a line.
func JSON(w io.Writer, articles iter.Seq2[extract.Article, error]) error { return array(w, articles) }

func changesJSONL(w io.Writer, changes iter.Seq2[Change, error]) error { return lines(w, changes) }

func changesJSON(w io.Writer, changes iter.Seq2[Change, error]) error { return array(w, changes) }

func lines[T any](w io.Writer, values iter.Seq2[T, error]) error {
	out := bufio.NewWriterSize(w, bufferBytes)
	enc := encoder(out)
	for v, err := range values {
		if err != nil {
			return err
		}
		if err := enc.Encode(&v); err != nil {
			return err
		}
	}
	return out.Flush()
}

func array[T any](w io.Writer, values iter.Seq2[T, error]) error {
	out := bufio.NewWriterSize(w, bufferBytes)
	var line bytes.Buffer
	enc := encoder(&line)
	separator := "[\n"
	for v, err := range values {
		if err != nil {
			return err
		}
		line.Reset()
		if err := enc.Encode(&v); err != nil {
			return err
		}
		_, _ = out.WriteString(separator) // Flush reports what failed
		_, _ = out.Write(bytes.TrimSuffix(line.Bytes(), []byte("\n")))
		separator = ",\n"
	}
	if separator == "[\n" {
		_, _ = out.WriteString("[]\n")
	} else {
		_, _ = out.WriteString("\n]\n")
	}
	return out.Flush()
}

// encoder writes JSON for programs: "<" stays "<".
func encoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}
