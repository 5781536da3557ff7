package article

import "testing"

// TestCreditOnly checks which lines hold nothing but author and date.
func TestCreditOnly(t *testing.T) {
	names := []string{"Ines Kolar", "佐藤 夏海"}
	for line, want := range map[string]bool{
		"By Ines Kolar":                       true,
		"Ines Kolar, Sep 22, 2026 / 04:15 PM": true,
		"Publié le 12 janvier 2026 à 07h45, mis à jour le 13.01.26": true,
		"4. März 2026, 9:15 Uhr Lesezeit: 3 Min.":                   true,
		"記者 佐藤 夏海":                                                  true,
		"2026年3月5日 8時00分":                                           true,
		"Ines Kolar resigned on 5 March 2026":                       false,
		"On 5 March 2026 the board met":                             false,
		"The quay":                                                  false,
		"Kolar":                                                     false,
		"12:10":                                                     false,
	} {
		if got := creditOnly(line, names, nameWords(names)); got != want {
			t.Errorf("creditOnly(%q) = %v, want %v", line, got, want)
		}
	}
}

// TestCreditsAlone checks that a page of one line keeps it, whatever it is.
func TestCreditsAlone(t *testing.T) {
	a := readStory(t, "", `<h1>Two cranes stand still</h1><p>By Ines Kolar</p><p>5 March 2026</p>`)
	if a.Text == "" || a.Authors[0] != "Ines Kolar" {
		t.Errorf("text %q, authors %q", a.Text, a.Authors)
	}
}
