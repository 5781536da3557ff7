package article

import (
	"strings"
	"testing"

	"golang.org/x/net/html/charset"
)

// What pages without any label say, in the encodings that are guessed.
var unlabelled = map[string]string{
	"euc-kr":       "항만 이사회는 4일 대형 크레인 두 대의 매각을 6월로 미룬다고 밝혔다. 세 곳이 응찰했지만 모두 최저 가격에 미치지 못했다.",
	"shift_jis":    "港湾理事会は五日、大型クレーン二基の売却を六月まで延期すると発表した。三社から応札があったが、いずれも最低価格に届かなかった。",
	"euc-jp":       "港湾理事会は五日、大型クレーン二基の売却を六月まで延期すると発表した。三社から応札があったが、いずれも最低価格に届かなかった。",
	"gbk":          "港务理事会六日宣布，将两台大型门式起重机的出售推迟到六月。共有三家公司报价，但都没有达到底价。我们不会在这个时候出售，他说。",
	"big5":         "港務理事會六日宣布，將兩台大型起重機的出售延到六月。共有三家公司報價，但都沒有達到底價。我們不會在這個時候出售，他說。",
	"windows-1251": "Совет порта в понедельник отложил до июня продажу двух портальных кранов. Ни одно из трех предложений не достигло цены.",
	"windows-1252": "Der Rat der Häfen verschob am Montag den Verkauf zweier Kräne. Keines der drei Gebote erreichte den Preis, den die Prüfer für möglich hielten.",
}

// TestGuessCharset checks bytes that say nothing of what they are.
func TestGuessCharset(t *testing.T) {
	for name, text := range unlabelled {
		enc, _ := charset.Lookup(name)
		page, err := enc.NewEncoder().String("<html><body><p>" + text + "</p></body></html>")
		if err != nil {
			t.Fatal(err)
		}
		out, got := decode([]byte(page), "")
		if !strings.Contains(string(out), text) {
			t.Errorf("%s read as %s: %.120s", name, got, out)
		}
	}
}

// TestCharsetTable checks that every encoding that is guessed by its characters has them.
func TestCharsetTable(t *testing.T) {
	for _, c := range multibyte {
		chars := commonest()[c.name]
		if len([]rune(chars)) < 30 {
			t.Errorf("%s: %q, want 30 characters or more", c.name, chars)
		}
		if _, err := c.enc.NewEncoder().String(chars); err != nil {
			t.Errorf("%s cannot write %q: %v", c.name, chars, err)
		}
	}
}
