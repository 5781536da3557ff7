package lists

import (
	"strings"

	"github.com/pennypress/pennypress/extract/gazetteer"
)

// The columns of Tokyo's list, as its two languages call them.
var jpxColumns = []struct{ code, name, market, date string }{
	{"Local Code", "Name (English)", "Section/Products", "Effective Date"},
	{"コード", "銘柄名", "市場・商品区分", "日付"},
}

// readJPX reads Tokyo's list, in English or Japanese.
func readJPX(data []byte, l *List) error {
	rows, err := readXLS(data)
	if err != nil {
		return err
	}
	for _, c := range jpxColumns {
		_, err = eachRecord(rows, []string{c.code, c.name, c.market}, func(field func(string) string) {
			if day := field(c.date); l.AsOf == "" && len(day) == 8 {
				l.AsOf = day[:4] + "-" + day[4:6] + "-" + day[6:]
			}
			kind := gazetteer.Share
			switch market := field(c.market); {
			case strings.Contains(market, "ETF"):
				kind = gazetteer.Fund
			case strings.Contains(strings.ToUpper(market), "PRO MARKET"):
				l.Skipped++
				return
			}
			l.add(field(c.code), "XTKS", kind, title(field(c.name)))
		})
		if err == nil {
			return nil
		}
	}
	return err
}
