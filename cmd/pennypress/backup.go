package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) backupCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the store while it is in use",
		Long: `Backup writes a consistent copy of the store to FILE, also while a crawl runs, and looks it
through. A file that is there already is never overwritten. The search index needs no copy: it is
rebuilt from the store. To restore, put the copy in place of pennypress.db in the data folder.`,
		Example:     "  pennypress backup /backup/pennypress-$(date +%F).db",
		Annotations: exits("0 written; 1 failed; 2 wrong usage"),
		Args:        argRange(1, 1, "one file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.config()
			if err != nil {
				return err
			}
			store, err := a.openStore(cmd.Context(), c, false)
			if err != nil {
				return err
			}
			defer store.Close()
			if err := store.Backup(cmd.Context(), args[0]); err != nil {
				return err
			}
			a.log.Info(fmt.Sprintf("copied the store to %s and found the copy sound", args[0]))
			return nil
		},
	}
}
