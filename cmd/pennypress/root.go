package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/config"
)

// streams are where a command reads and writes: data to out, all else to err.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// An app is what all subcommands share: the global flags and the streams.
type app struct {
	streams
	configFile string
	dataDir    string
	logFormat  string
	verbose    bool
	quiet      bool
	log        *slog.Logger // messages for people, on err; ready once flags are parsed
}

// run executes one command line and returns the exit status.
func run(args []string, s streams) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A reader that closes the pipe early (head) must end the command quietly,
	// as an error of the write and not as a signal.
	signal.Ignore(syscall.SIGPIPE)
	a := &app{streams: s, log: newLog(s.err, "text", slog.LevelInfo)}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	return a.exit(root.ExecuteContext(ctx))
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "pennypress",
		Short: "Turn business news into a searchable dataset of figures in context",
		Long: `Pennypress discovers articles from feeds and sitemaps, fetches them politely, strips
everything that is not the article, pulls out tickers, percentages, money and market
moves, and indexes the result. Start with: pennypress demo`,
		Args:          cobra.ArbitraryArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          group,
	}
	flags := root.PersistentFlags()
	flags.StringVar(&a.configFile, "config", "", "configuration `file` (else $PENNYPRESS_CONFIG, ./pennypress.yaml, the user's configuration folder)")
	flags.StringVar(&a.dataDir, "data-dir", os.Getenv("PENNYPRESS_DATA_DIR"), "`folder` of store and index (else $PENNYPRESS_DATA_DIR, else data_dir of the configuration)")
	flags.StringVar(&a.logFormat, "log-format", "text", "form of messages on stderr: text or json")
	flags.BoolVarP(&a.verbose, "verbose", "v", false, "say more")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "say only what went wrong")
	root.PersistentPreRunE = func(*cobra.Command, []string) error { return a.setLog() }
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage("%v (see %s --help)", err, cmd.CommandPath())
	})
	root.SetHelpTemplate(root.HelpTemplate() + exitTemplate)
	root.CompletionOptions.HiddenDefaultCmd = false
	root.AddCommand(
		a.initCmd(), a.crawlCmd(), a.serveCmd(), a.sourcesCmd(), a.discoverCmd(), a.extractCmd(), a.entitiesCmd(),
		a.searchCmd(), a.showCmd(), a.exportCmd(), a.importCmd(), a.backupCmd(), a.pruneCmd(), a.reindexCmd(), a.statsCmd(),
		a.symbolsCmd(), a.doctorCmd(), a.demoCmd(), a.versionCmd(),
	)
	return root
}

// group is the action of a command that only holds others.
func group(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return cmd.Help()
	}
	hint := ""
	cmd.SuggestionsMinimumDistance = 2
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		hint = fmt.Sprintf(" (did you mean %q?)", near[0])
	}
	return usage("unknown command %q for %s%s", args[0], cmd.CommandPath(), hint)
}

func (a *app) setLog() error {
	if a.logFormat != "text" && a.logFormat != "json" {
		return usage("--log-format %q: write text or json", a.logFormat)
	}
	a.log = newLog(a.err, a.logFormat, levelOf(a))
	return nil
}

// levelOf is how much the flags ask to be told.
func levelOf(a *app) slog.Level {
	switch {
	case a.quiet:
		return slog.LevelWarn
	case a.verbose:
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// Exit statuses, the same for every command.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2  // wrong usage or configuration
	exitPart   = 3  // done in part: what failed is named on stderr
	exitLocked = 75 // another process holds what is needed; try again (EX_TEMPFAIL)
)

const exitTemplate = `{{with index .Annotations "exit"}}
Exit status: {{.}}
{{end}}`

// exits documents a command's exit statuses at the end of its help.
func exits(text string) map[string]string { return map[string]string{"exit": text} }

// A statusError is an error with an exit status of its own. Its message may be
// empty: then everything was said already.
type statusError struct {
	status int
	err    error
}

func (e *statusError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *statusError) Unwrap() error { return e.err }

// usage is a mistake in how the command was called.
func usage(format string, args ...any) error {
	return &statusError{exitUsage, fmt.Errorf(format, args...)}
}

// inPart says that something failed that was named already.
var inPart = &statusError{status: exitPart}

// exit prints an error and returns the exit status that goes with it.
func (a *app) exit(err error) int {
	status, message := classify(err)
	if message != "" {
		a.log.Error(message)
	}
	return status
}

func classify(err error) (status int, message string) {
	var own *statusError
	var conf *config.Error
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE):
		return exitDone, ""
	case errors.As(err, &own):
		return own.status, own.Error()
	case errors.As(err, &conf):
		return exitUsage, err.Error()
	case locked(err):
		return exitLocked, err.Error()
	case errors.Is(err, context.Canceled):
		return exitPart, "interrupted"
	}
	return exitFailed, err.Error()
}

// noArgs refuses arguments, naming the first.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("%s takes no argument %q", cmd.CommandPath(), args[0])
	}
	return nil
}

// args checks the number of arguments; what says what they are.
func argRange(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || (most >= 0 && len(args) > most) {
			return usage("%s wants %s: %d given (see %s --help)", cmd.CommandPath(), what, len(args), cmd.CommandPath())
		}
		return nil
	}
}

// oneOf checks a flag's value against the accepted ones.
func oneOf(flag, value string, accepted ...string) error {
	for _, a := range accepted {
		if value == a {
			return nil
		}
	}
	return usage("--%s %q: write %s", flag, value, strings.Join(accepted, ", "))
}
