package article

import "testing"

// TestLinkKindOf tells what addresses lead to.
func TestLinkKindOf(t *testing.T) {
	const host = "harbour.example"
	for href, want := range map[string]uint8{
		"/tag/ferries":                linkTopic,
		"/themen/faehren/":            linkTopic,
		"/author/nora-feld":           linkPerson,
		"mailto:desk@harbour.example": linkMail,
		"https://www.facebook.com/sharer.php?u=https://harbour.example/tag/": linkNetwork,
		"/subscribe?from=story":                             linkOffer,
		"#comments":                                         linkHere,
		"javascript:void(0)":                                linkHere,
		"https://elsewhere.example/":                        linkAway,
		"//www.harbour.example/news":                        linkOther,
		"https://news.harbour.example/":                     linkOther,
		"/news/ferry-line-to-close-in-april":                linkStory,
		"https://harbour.example/politik/article409182690/": linkStory,
		"https://harbour.example/2024/05/":                  linkOther,
	} {
		if got := linkKindOf(href, host); got != want {
			t.Errorf("linkKindOf(%q, %q) = %d, want %d", href, host, got, want)
		}
	}
	if got := linkKindOf("https://elsewhere.example/", ""); got != linkOther {
		t.Errorf("without a host of its own: %d, want %d", got, linkOther)
	}
}
