package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/pennypress/pennypress/config"
)

func (a *app) initCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "Write a commented starter configuration",
		Long: `Init writes pennypress.yaml, or the file that --config names: a commented configuration
with one source, to be edited. It never overwrites a file.`,
		Example:     "  pennypress init\n  pennypress --config news.yaml init",
		Annotations: exits("0 written; 1 the file exists or cannot be written; 2 wrong usage"),
		Args:        noArgs,
		RunE: func(*cobra.Command, []string) error {
			return a.init(firstNonEmpty(a.configFile, "pennypress.yaml"))
		},
	}
}

func (a *app) init(name string) error {
	if dir := filepath.Dir(name); dir != "." {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return fmt.Errorf("write %s: %w", name, cause(err))
		}
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists already: it was left as it is", name)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, cause(err))
	}
	_, err = f.WriteString(config.Starter)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, cause(err))
	}
	a.log.Info(fmt.Sprintf("wrote %s: edit it, then run pennypress crawl", name))
	return nil
}
