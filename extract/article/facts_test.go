package article

import "testing"

// TestEndOf knows where sentences end in several scripts.
func TestEndOf(t *testing.T) {
	for _, c := range []struct {
		text string
		want uint8
	}{
		{"The port is closed.", endSentence},
		{"Is the port closed?”", endSentence},
		{"港は閉鎖された。", endSentence},
		{"Նավահանգիստը փակ է։", endSentence},  // Armenian
		{"बंदरगाह बंद है।", endSentence},      // Devanagari
		{"ወደቡ ተዘግቷል።", endSentence},           // Ethiopic
		{"ဆိပ်ကမ်း ပိတ်ထားသည်။", endSentence}, // Myanmar
		{"کیا بندرگاہ بند ہے؟", endSentence},
		{"The port is closed (again.)", endSentence},
		{"The port is closed...", endEllipsis},
		{"The port:", endColon},
		{"The port, the quay,", endComma},
		{"Pier 4", endDigit},
		{"The port", endOther},
	} {
		if got := endOf(c.text); got != c.want {
			t.Errorf("%q: %d, want %d", c.text, got, c.want)
		}
	}
}
