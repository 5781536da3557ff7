package index

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// comparison is every character that begins a comparison.
const comparison = "<>=≤≥"

// splitRange parts what a range is about from the range: NVDA and <-10%, NVDA
// and 1..2. isNumber decides when no comparison is written and there is no "..".
func splitRange(s string, at int, isNumber func(string) bool) (of, rest string, restAt int) {
	i := strings.IndexAny(s, comparison)
	if i < 0 {
		i = strings.LastIndexByte(s, ':') + 1
		if !strings.Contains(s[i:], "..") && !isNumber(s[i:]) {
			return s, "", at + utf8.RuneCountInString(s)
		}
	}
	return strings.TrimSuffix(s[:i], ":"), s[i:], at + utf8.RuneCountInString(s[:i])
}

// isPercentish says whether s is meant as a percentage and not as a symbol
// such as 0700.
func isPercentish(s string) bool {
	return strings.HasSuffix(s, "%") || strings.HasPrefix(s, "-") || strings.HasPrefix(s, "+")
}

// splitMoney parts a currency from its range: USD>=1, EUR:1..2, USD, 1bn.
func splitMoney(s string, at int) (of, rest string, restAt int) {
	i := strings.IndexFunc(s, func(r rune) bool {
		return unicode.IsDigit(r) || strings.ContainsRune(":+-−."+comparison, r)
	})
	if i < 0 {
		return s, "", at + utf8.RuneCountInString(s)
	}
	of, rest = s[:i], s[i:]
	restAt = at + utf8.RuneCountInString(of)
	if of != "" && strings.HasPrefix(rest, ":") && len(rest) > 1 {
		rest, restAt = rest[1:], restAt+1
	}
	return of, rest, restAt
}

// A numberReader reads a number in full; unit says that it carries one.
type numberReader func(s string) (value float64, unit, ok bool)

// numberRange reads >=1bn, 1..2, =3 or 3.
func (p *parser) numberRange(s string, at int, field string, read numberReader) (Range, error) {
	if low, high, ok := strings.Cut(s, ".."); ok && !strings.ContainsAny(s, comparison) {
		return p.betweenNumbers(low, high, at, field, read)
	}
	op, text := cutComparison(s)
	textAt := at + utf8.RuneCountInString(op)
	if text == "" {
		return Range{}, p.fail(at, max(p.pos, textAt), "a number must follow "+op, example(field))
	}
	v, _, ok := read(text)
	if !ok {
		return Range{}, p.fail(textAt, textAt+utf8.RuneCountInString(text), `"`+text+`" is not a number`, example(field))
	}
	r := Everything
	switch op {
	case "<", "<=", "≤":
		r.High, r.HighOpen = v, op == "<"
	case ">", ">=", "≥":
		r.Low, r.LowOpen = v, op == ">"
	case "", "=":
		r.Low, r.High = v, v
	default:
		return Range{}, p.fail(at, textAt, `"`+op+`" is not a comparison`, "<, <=, >, >= and = are")
	}
	return r, nil
}

// cutComparison cuts the comparison at the beginning of s.
func cutComparison(s string) (op, rest string) {
	i := strings.IndexFunc(s, func(r rune) bool { return !strings.ContainsRune(comparison, r) })
	if i < 0 {
		return s, ""
	}
	return s[:i], s[i:]
}

func (p *parser) betweenNumbers(low, high string, at int, field string, read numberReader) (Range, error) {
	end := at + utf8.RuneCountInString(low) + 2
	lo, loUnit, ok := read(low)
	if !ok {
		return Range{}, p.fail(at, max(end-2, at+1), `a number must stand before ".."`, example(field))
	}
	hi, hiUnit, ok := read(high)
	if !ok {
		return Range{}, p.fail(end, end+max(1, utf8.RuneCountInString(high)), `a number must follow ".."`, example(field))
	}
	if hiUnit && !loUnit && lo != 0 {
		return Range{}, p.fail(at, end-2, `the lower bound has no unit and the upper one has`, "write both in full, as in 5m..6m")
	}
	if lo > hi {
		return Range{}, p.fail(at, end+utf8.RuneCountInString(high), "the range is empty", "write the lower number first")
	}
	return Range{Low: lo, High: hi}, nil
}

// percentNumber reads -11.5% or -11.5.
func percentNumber(s string) (float64, bool, bool) {
	v, rest, ok := leadingNumber(s)
	return v, false, ok && (rest == "" || rest == "%")
}

// magnitudes are the words for thousands to trillions.
var magnitudes = map[string]float64{
	"": 1, "k": 1e3, "thousand": 1e3,
	"m": 1e6, "mn": 1e6, "mln": 1e6, "million": 1e6,
	"b": 1e9, "bn": 1e9, "bln": 1e9, "billion": 1e9,
	"t": 1e12, "tn": 1e12, "trn": 1e12, "trillion": 1e12,
}

// moneyNumber reads 1,500, 5.5m or 2bn.
func moneyNumber(s string) (float64, bool, bool) {
	v, rest, ok := leadingNumber(s)
	if !ok {
		return 0, false, false
	}
	factor, ok := magnitudes[strings.ToLower(rest)]
	return scale(v, factor), rest != "", ok
}

// scale multiplies without the error of binary fractions: 5.1 million is
// 5100000 and not a hair less.
func scale(v, factor float64) float64 {
	scaled := v * factor
	if r := math.Round(scaled*1e4) / 1e4; math.Abs(scaled) < 1e15 {
		return r
	}
	return scaled
}

// maxDigits bounds a number, so that it is finite and exact to print.
const maxDigits = 18

// leadingNumber reads a decimal number, with commas between groups of three,
// and gives what follows it.
func leadingNumber(s string) (v float64, rest string, ok bool) {
	digits := strings.Replace(s, "−", "-", 1)
	i := 0
	if digits != "" && (digits[0] == '-' || digits[0] == '+') {
		i++
	}
	from := i
	for i < len(digits) && (digits[i] >= '0' && digits[i] <= '9' || digits[i] == '.' || digits[i] == ',') {
		i++
	}
	if i-from > maxDigits || !goodCommas(digits[from:i]) {
		return 0, s, false
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(digits[:i], ",", ""), 64)
	if err != nil {
		return 0, s, false
	}
	return v + 0, digits[i:], true
}

// goodCommas says whether commas, if any, stand between groups of three digits.
func goodCommas(s string) bool {
	whole, fraction, _ := strings.Cut(s, ".")
	if strings.Contains(fraction, ",") {
		return false
	}
	groups := strings.Split(whole, ",")
	for i, g := range groups {
		if i > 0 && len(g) != 3 || i == 0 && len(groups) > 1 && (g == "" || len(g) > 3) {
			return false
		}
	}
	return true
}
