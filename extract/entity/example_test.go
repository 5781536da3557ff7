package entity_test

import (
	"fmt"

	"github.com/pennypress/pennypress/extract/entity"
	"github.com/pennypress/pennypress/extract/gazetteer"
)

func ExampleFind() {
	entities, moves := entity.Find("Shares of Nvidia fell 11% to $124, while its sales rose 5% to $26bn.")
	for _, e := range entities {
		fmt.Printf("%-8s%-8s%d..%d", e.Type, e.Text, e.Start, e.End)
		if e.Value != nil {
			fmt.Printf(" %v", *e.Value)
		}
		fmt.Println()
	}
	for _, m := range moves {
		fmt.Println("move", m.Symbol, m.Exchange, m.Percent)
	}
	// Output:
	// ticker  Nvidia  10..16
	// percent 11%     22..25 -11
	// money   $124    29..33 124
	// percent 5%      56..58 5
	// money   $26bn   62..67 2.6e+10
	// move NVDA XNAS -11
}

func ExampleFinder_Find() {
	f := entity.New(gazetteer.Default())
	entities, _ := f.Find("Das Unternehmen zahlte 5,5 Mio. Euro.", entity.Hint{Language: "de"})
	for _, e := range entities {
		fmt.Println(e.Text, *e.Value, e.Currency)
	}
	// Output: 5,5 Mio. Euro 5.5e+06 EUR
}

func ExampleFinder_Explain() {
	f := entity.New(gazetteer.Default())
	for _, m := range f.Explain("Shares of Nvidia fell 11%.", entity.Hint{}) {
		fmt.Printf("%s: %s", m.Entity.Text, m.Rule)
		if m.Cue != nil {
			fmt.Printf(", %s (%s)", m.Why, m.Cue.Text)
		}
		for _, mv := range m.Moved {
			fmt.Printf(", moved %s: %s", mv.Symbol, mv.Why)
		}
		fmt.Println()
	}
	// Output:
	// Nvidia: name
	// 11%: number and percent, a cue before it (fell), moved NVDA: beside it
}
