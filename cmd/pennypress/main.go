// Command pennypress turns business news into a searchable dataset of figures
// in context. The contract of its commands is in docs/contract.md.
//
// Each subcommand has a file of its own. open.go turns the configuration into
// parts, read.go turns a page into an article with its figures, ingest.go
// brings articles into store and index, term.go talks to the terminal.
package main

import "os"

func main() {
	os.Exit(run(os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
}
