package main

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pennypress/pennypress/crawler/newsroom"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pennypress": main, "serveload": serveLoadMain})
}

// TestScripts runs the command as its users do: testdata/script/*.txtar, one
// behaviour each.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:   filepath.Join(repository, "testdata", "script"),
		Setup: func(env *testscript.Env) error { env.Setenv("XDG_CONFIG_HOME", env.WorkDir); return nil },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status":   status,
			"newsroom": openNewsroom,
		},
	})
}

// status N COMMAND... runs a command and checks its exit status exactly. Its
// output is then there for stdout and stderr.
func status(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	if neg || err != nil || len(args) < 2 {
		ts.Fatalf("usage: status N command [argument...]")
	}
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if err != nil {
		coder, ok := err.(interface{ ExitCode() int })
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = coder.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// newsroom FILE opens the sample newsroom until the script ends and writes a
// configuration that crawls it.
func openNewsroom(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: newsroom file")
	}
	room, err := newsroom.Start(newsroom.Options{})
	ts.Check(err)
	ts.Defer(func() { room.Close() })
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(room.Config()), 0o644))
	ts.Setenv("NEWSROOM", room.Sites()[0].URL)
}
