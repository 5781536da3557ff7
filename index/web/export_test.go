package web

// Patterns lists what is answered, for the tests outside.
func Patterns() []string {
	var out []string
	for _, r := range new(server).table() {
		out = append(out, r.pattern)
	}
	return out
}

// Syntax lists the examples of the help to the query language.
func Syntax() []string {
	var out []string
	for _, row := range syntax() {
		if row.IsQuery() {
			out = append(out, row.Example)
		}
	}
	return out
}
