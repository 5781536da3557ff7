package discover

import (
	"github.com/PuerkitoBio/goquery"
)

func articleLinks(doc *goquery.Document, base string) []Link {
	return nil
}
