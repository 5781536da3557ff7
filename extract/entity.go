package extract

// An Entity is one mention in an article's text. Which fields are set depends
// on Type; Text is always the text between Start and End.
type Entity struct {
	Type string `json:"type"` // one of the Type constants
	Text string `json:"text"`
	Span

	// percent and money: Value, or Low and High for a range. A percent is in its
	// Unit (11.5% is 11.5) and signed where the text gives a direction; money is
	// in units of the currency ($5.5 million is 5500000).
	Value    *float64 `json:"value,omitempty"`
	Low      *float64 `json:"low,omitempty"`
	High     *float64 `json:"high,omitempty"`
	Modifier string   `json:"modifier,omitempty"` // over, under, about, at_least, up_to

	Unit      string `json:"unit,omitempty"`      // percent: one of the Unit constants
	Direction string `json:"direction,omitempty"` // percent: up, down, or empty for a level

	Currency string `json:"currency,omitempty"` // money: ISO 4217
	Per      string `json:"per,omitempty"`      // money: share, barrel, year, month, ...

	Symbol   string `json:"symbol,omitempty"`   // ticker: as the exchange writes it
	Exchange string `json:"exchange,omitempty"` // ticker: ISO 10383 MIC; empty for indices and crypto
	Name     string `json:"name,omitempty"`     // ticker: the instrument's short name
	How      string `json:"how,omitempty"`      // ticker: one of the How constants
}

// The types of entity.
const (
	TypePercent = "percent"
	TypeMoney   = "money"
	TypeTicker  = "ticker"
)

// The units of a percent.
const (
	UnitPercent         = "percent"
	UnitPercentagePoint = "percentage_point"
	UnitBasisPoint      = "basis_point"
)

// The directions of a percent.
const (
	Up   = "up"
	Down = "down"
)

// The modifiers of an amount.
const (
	ModifierOver    = "over"
	ModifierUnder   = "under"
	ModifierAbout   = "about"
	ModifierAtLeast = "at_least"
	ModifierUpTo    = "up_to"
)

// How a ticker was recognised.
const (
	HowCashtag  = "cashtag"  // $NVDA
	HowExchange = "exchange" // NASDAQ: NVDA
	HowRIC      = "ric"      // 0101.KL
	HowSymbol   = "symbol"   // a bare code that the text introduces
	HowName     = "name"     // Nvidia
	HowIndex    = "index"    // the Dow
	HowCrypto   = "crypto"   // bitcoin
)

// A Move says that the price of an instrument changed, and by how much: the
// percentage at Start..End belongs to Symbol. Percent is signed, 11.5% down is
// -11.5; a range has Low and High, and Percent is then the one nearer to zero.
type Move struct {
	Symbol   string   `json:"symbol"`
	Exchange string   `json:"exchange,omitempty"` // ISO 10383 MIC, as in the ticker entity
	Percent  float64  `json:"percent"`
	Low      *float64 `json:"low,omitempty"`
	High     *float64 `json:"high,omitempty"`
	Span
}
