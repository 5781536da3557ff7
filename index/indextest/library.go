package indextest

import (
	"strings"
	"time"

	"github.com/pennypress/pennypress/extract"
)

// library is a small set of articles in which every kind of query has matches
// and near misses.
func library() []extract.Article {
	day := func(d string) time.Time {
		at, err := time.Parse(time.RFC3339, d)
		if err != nil {
			panic(err) // the dates below are right
		}
		return at
	}
	articles := []extract.Article{
		{
			Title: "Chip shares tumble as export controls loom", Subtitle: "Nvidia leads the fall",
			Text: "Nvidia fell 11.5% to $118.58 and lost $300 billion in value. AMD slipped 4%.\n\n" +
				"New export controls hit chips and the chipmakers' suppliers.",
			Authors: []string{"Ann Lee"}, Source: "wire", Site: "The Wire", Section: "Markets", Tags: []string{"AI", "semiconductors"},
			Language: "en", Published: day("2025-01-27T23:30:00-05:00"), // the 28th in UTC
			Entities: []extract.Entity{
				ticker("NVDA", "XNAS"), ticker("AMD", "XNAS"), percent(-11.5), percent(-4), money(118.58, "USD"), money(300e9, "USD"),
			},
			Moves: []extract.Move{move("NVDA", "XNAS", -11.5), move("AMD", "XNAS", -4)},
		},
		{
			Title: "AMD drops 12%, Nvidia steady", Text: "AMD shares dropped 12% on tariffs. Nvidia rose 1%. Controls on export were not named.",
			Authors: []string{"Bo Leeson", "Dr. Ana Núñez"}, Source: "wire", Section: "Markets", Tags: []string{"ai chips"}, Language: "en-US",
			Published: day("2025-01-28T00:00:00Z"), Entities: []extract.Entity{ticker("AMD", "XNAS"), ticker("NVDA", "XNAS"), percent(-12), percent(1)},
			Moves: []extract.Move{move("AMD", "XNAS", -12), move("NVDA", "XNAS", 1)},
		},
		{
			Title: "ASML beats expectations", Text: "ASML gained between 5 and 7% in Amsterdam after bookings of €7.1 billion. The bank's analysts were cheered.",
			Source: "asia-desk", Section: "Tech", Language: "en", Published: day("2025-01-29T08:00:00+01:00"),
			Entities: []extract.Entity{ticker("ASML", "XAMS"), percentRange(5, 7), money(7.1e9, "EUR")},
			Moves:    []extract.Move{{Symbol: "ASML", Exchange: "XAMS", Percent: 5, Low: pointer(5), High: pointer(7)}},
		},
		{
			Title: "ASML's New York listing", Text: "In New York ASML was flat, the market was not. S&P 500 futures, AT&T and BRK.B rose in the U.S.",
			Source: "Asia-Desk", Section: "tech", Language: "en", Published: day("2024-12-31T23:59:59Z"),
			Entities: []extract.Entity{ticker("ASML", "XNAS"), ticker("T", "XNYS"), ticker("BRK.B", "XNYS")}, Moves: []extract.Move{},
		},
		{
			Title: "Banken: Zölle drücken die Börsen", Text: "Die Aktie der Deutschen Bank verlor 3,2 Prozent. Der Markt fürchtet Zölle.",
			Source: "boerse", Language: "de", Published: day("2025-02-01T06:00:00Z"),
			Entities: []extract.Entity{ticker("DBK", "XETR"), percent(-3.2)}, Moves: []extract.Move{move("DBK", "XETR", -3.2)},
		},
		{
			Title: "Les banques résistent", Text: "Société Générale a gagné 2 %. L'économie française résiste, 100 millions d'euros de plus.",
			Source: "bourse", Language: "fr", Published: day("2025-01-31T10:00:00Z"),
			Entities: []extract.Entity{ticker("GLE", "XPAR"), percent(2), money(100e6, "EUR")}, Moves: []extract.Move{move("GLE", "XPAR", 2)},
		},
		{
			Title: "東京株、反落", Text: "東京エレクトロンが5％下落した。半導体株が売られた。",
			Source: "tokyo", Language: "ja", Published: day("2025-01-28T15:00:00+09:00"),
			Entities: []extract.Entity{ticker("8035", "XTKS"), percent(-5)}, Moves: []extract.Move{move("8035", "XTKS", -5)},
		},
		{
			Title: "Undated: rates stay", Text: "The central bank kept its rate at 4.25% and cut its outlook by half a percentage point, or 50 basis points.",
			Source: "wire", Language: "",
			Entities: []extract.Entity{
				percent(4.25), {Type: extract.TypePercent, Value: pointer(-0.5), Unit: extract.UnitPercentagePoint},
				{Type: extract.TypePercent, Value: pointer(-50), Unit: extract.UnitBasisPoint},
			},
		},
		{Title: "To be or not to be", Text: "The question is the question; COVID-19, R&D, Q4/2024, 1,234.5 and 1234.", Source: "culture", Published: day("2025-01-28T12:00:00Z")},
		{Title: "", Text: "", Source: "empty", Published: day("2025-01-30T00:00:00Z")},
		{
			Title: "Deal of the day", Text: "Between $1 billion and $2.5 billion were offered, €900 million refused; bitcoin jumped 55%.",
			Source: "wire", Section: "Deals", Tags: []string{"M&A"}, Published: day("2025-01-15T00:00:00Z"), Language: "en",
			Entities: []extract.Entity{
				{Type: extract.TypeMoney, Low: pointer(1e9), High: pointer(2.5e9), Currency: "USD"}, money(900e6, "EUR"), percent(55), ticker("BTC", ""),
			},
			Moves: []extract.Move{move("BTC", "", 55)},
		},
		{
			Title: "Market wrap", Text: strings.Repeat("The market was quiet. ", 40) + "Chips were served at the chip shop; the chipmaker was not.",
			Source: "wire", Published: day("2025-01-27T00:00:00Z"), Language: "en", Authors: []string{"Lee Ann"},
		},
	}
	for i := range articles {
		a := &articles[i]
		a.ID, a.Cluster = id(0xa00+i), id(0xa00+i)
		a.Revision, a.Schema = 1, extract.Schema
		a.ContentHash = extract.ContentHash(a.Title, a.Text)
	}
	articles[1].Cluster = articles[0].ID
	articles[8].Cluster = ""
	return articles
}

func ticker(symbol, exchange string) extract.Entity {
	return extract.Entity{Type: extract.TypeTicker, Symbol: symbol, Exchange: exchange}
}

func percent(value float64) extract.Entity {
	return extract.Entity{Type: extract.TypePercent, Value: &value, Unit: extract.UnitPercent}
}

func percentRange(low, high float64) extract.Entity {
	return extract.Entity{Type: extract.TypePercent, Low: &low, High: &high, Unit: extract.UnitPercent}
}

func money(value float64, currency string) extract.Entity {
	return extract.Entity{Type: extract.TypeMoney, Value: &value, Currency: currency}
}

func move(symbol, exchange string, percent float64) extract.Move {
	return extract.Move{Symbol: symbol, Exchange: exchange, Percent: percent}
}

// queries are of every kind and combination.
var queries = []string{
	"", "chips", "CHIP", "chips export", `"export controls"`, `"controls export"`, `"export" controls`, "chip*", "chipm*", "title:chip*", "te*",
	"the", "to be", `"to be or not to be"`, "not", "nosuchword", "-chips", "-nosuchword", "-chips -bank", "chips OR bank", "(chips OR bank) market",
	"-(chips OR bank)", "-(chips export)", `-"export controls"`, "(chips (bank OR export)) OR rates", "title:nvidia", `title:"steady"`, "-title:nvidia",
	`"loom nvidia"`, "AT&T", "S&P", `"s&p 500"`, "BRK.B", "U.S.", "us", "covid-19", "R&D", "q4", "1234", "1,234.5", "11.5", "11.5%", "$118.58",
	"zölle", "zolle", "zoll", "bank", "banken", "banques", "economie", "l'économie", "société", "analyst", "chipmakers", "bookings",
	"東京", "半導体", "京株", "5％",
	"author:lee", "author:Lee", `author:"ann lee"`, "author:nunez", "-author:lee", "source:wire", "source:WIRE", "source:wir", "-source:wire", `site:"the wire"`,
	"section:markets", "section:tech", "tag:ai", `tag:"ai chips"`, "tag:AI", "-tag:ai", "lang:en", "lang:en-us", "lang:de", "-lang:en", "source:asia-desk",
	"ticker:NVDA", "ticker:nvda", "ticker:XAMS:ASML", "ticker:XNAS:ASML", "ticker:ASML", "ticker:XETR:NVDA", "-ticker:NVDA", "ticker:BRK.B", "ticker:8035",
	"ticker:NVDA -ticker:AMD", "ticker:NVDA OR ticker:ASML", "ticker:BTC",
	"move:NVDA", "move:NVDA<-10%", "move:AMD<-10%", "move:NVDA>0%", "move:<-10%", "move:>=50%", "-move:<-10%", "-move:NVDA<-10%", "move:ASML>=5%",
	"move:ASML>6%", "move:ASML>7%", "move:XAMS:ASML>=5%", "move:XNAS:ASML>=5%", "move:NVDA<-10% move:AMD<-10%", "move:NVDA<-10% OR move:AMD<-10%",
	"move:NVDA<-10% chips", "-move:NVDA<-10% ticker:NVDA", "(move:NVDA<-10% OR move:ASML>=5%) -source:wire", "move:NVDA<-10% -move:AMD<-10%",
	"move:<0% move:>0%", "-(move:<0% move:>0%)",
	"percent:>=50", "percent:<-10", "percent:4..6", "percent:6", "-percent:>0", "percent:>=4.25", "percent:-0.5",
	"money:>=1bn", "money:USD>=1bn", "money:EUR>=1bn", "money:EUR:100m..2bn", "money:USD:2bn..3bn", "money:USD>2.5bn", "money:USD>=2.5bn",
	"money:USD<=118.58", "-money:USD>=1bn", "-money:>0", "money:USD>=1bn -money:EUR>0", "money:EUR>=7bn money:USD>0", "money:>=1bn chips",
	"after:2025-01-28", "before:2025-01-28", "after:2025-01-28 before:2025-01-29", "date:2025-01", "date:2025-01-28", "date:2024", "last:7d", "-date:2025-01",
	"-after:2025-01-28", "is:original", "-is:original", "is:original source:wire", "chips after:2025-01-28", "after:2025-01-01 move:<-10% -lang:de",
	`move:NVDA<-10% "export controls" after:2025-01-01`,
}
