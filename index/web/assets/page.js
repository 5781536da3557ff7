// Comfort only: every page is whole without this file.
"use strict";

(() => {
	const box = document.getElementById("q");
	const keys = document.getElementById("keys");
	const hits = [...document.querySelectorAll(".hit")];
	let at = -1;

	const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

	const walk = (step) => {
		if (hits.length === 0) return;
		hits[at]?.classList.remove("at");
		at = Math.min(Math.max(at + step, 0), hits.length - 1);
		hits[at].classList.add("at");
		hits[at].querySelector("h3 a").focus({ preventScroll: true });
		hits[at].scrollIntoView({ block: "nearest" });
	};

	const follow = (selector) => document.querySelector(selector)?.click();

	const actions = {
		"/": () => { box?.focus(); box?.select(); },
		"j": () => walk(1),
		"k": () => walk(-1),
		"o": () => hits[at]?.querySelector("h3 a").click(),
		"n": () => follow("a[rel=next]"),
		"p": () => follow("a[rel=prev]"),
		"?": () => keys.showModal(),
	};

	document.addEventListener("keydown", (e) => {
		if (e.ctrlKey || e.metaKey || e.altKey || keys.open) return;
		if (typing(e.target)) {
			if (e.key === "Escape" && e.target === box && !open()) box.blur();
			return;
		}
		const act = actions[e.key];
		if (!act) return;
		e.preventDefault();
		act();
	});

	// Help with the query language: what can follow the word before the cursor.
	// Values are the ones that the current articles have most.

	const fields = {
		"title:": "words of the title", "author:": "a name", "source:": "a source", "site:": "a site",
		"section:": "a section", "tag:": "a tag", "lang:": "a language, as en", "ticker:": "an instrument, as XNAS:NVDA",
		"move:": "a change of price, as NVDA<-10%", "percent:": "a percentage, as >=50", "money:": "an amount, as USD>=1bn",
		"after:": "a date, as 2025-01-31", "before:": "a date", "date:": "a year, a month or a day",
		"last:": "12h, 7d, 2w, 3m, 1y", "is:original": "the first telling of each story",
	};
	const facetOf = { "source:": "source", "ticker:": "ticker", "move:": "ticker", "lang:": "language", "money:": "currency", "section:": "section" };
	const times = { "last:": ["24h", "7d", "30d", "3m", "1y"], "after:": ["yesterday", "today"], "date:": ["today", "yesterday"] };
	const known = new Map();

	let list = null, verdict = null, shown = [], chosen = -1, timer = 0;
	const open = () => list !== null && !list.hidden;

	const values = async (field) => {
		if (times[field]) return times[field];
		const by = facetOf[field];
		if (!by) return [];
		if (!known.has(by)) {
			const answer = await fetch(`/api/v1/facets?by=${by}&limit=50`);
			if (!answer.ok) return [];
			const got = await answer.json();
			known.set(by, got.facets[by].map((v) => v.value));
		}
		return known.get(by);
	};

	const quoted = (value) => (/[\s"()]/.test(value) ? `"${value.replaceAll('"', "")}"` : value);

	const proposals = async (word) => {
		const colon = word.indexOf(":");
		if (colon < 0) {
			if (word === "") return [];
			return Object.keys(fields).filter((f) => f.startsWith(word.toLowerCase())).map((f) => ({ text: f, note: fields[f] }));
		}
		const field = word.slice(0, colon + 1).toLowerCase();
		const begun = word.slice(colon + 1).replace(/^"/, "").toLowerCase();
		const fits = (v) => v.toLowerCase().startsWith(begun) || v.toLowerCase().split(":").at(-1).startsWith(begun);
		return (await values(field)).filter((v) => fits(v) && v.toLowerCase() !== begun).slice(0, 12).map((v) => ({ text: field + quoted(v), note: "" }));
	};

	const wordAt = () => {
		const end = box.selectionStart;
		const start = Math.max(box.value.lastIndexOf(" ", end - 1), box.value.lastIndexOf("(", end - 1)) + 1;
		const text = box.value.slice(start, end);
		const minus = text.startsWith("-") ? 1 : 0;
		return { start: start + minus, end, text: text.slice(minus) };
	};

	const close = () => {
		list.hidden = true;
		chosen = -1;
		box.setAttribute("aria-expanded", "false");
		box.removeAttribute("aria-activedescendant");
	};

	const choose = (i) => {
		chosen = i;
		[...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === i)));
		box.setAttribute("aria-activedescendant", list.children[i].id);
		list.children[i].scrollIntoView({ block: "nearest" });
	};

	const take = (i) => {
		const word = wordAt();
		const text = shown[i].text;
		const space = text.endsWith(":") || text.startsWith("move:") || text.startsWith("money:") ? "" : " ";
		box.setRangeText(text + space, word.start, word.end, "end");
		close();
		if (text.endsWith(":")) help();
	};

	const help = async () => {
		const word = wordAt().text;
		const found = await proposals(word);
		if (document.activeElement !== box || wordAt().text !== word) return;
		shown = found;
		list.replaceChildren(...found.map((p, i) => {
			const item = document.createElement("li");
			item.id = `suggest-${i}`;
			item.setAttribute("role", "option");
			item.setAttribute("aria-selected", "false");
			const code = document.createElement("code");
			code.textContent = p.text;
			const note = document.createElement("span");
			note.textContent = p.note;
			item.append(code, note);
			item.addEventListener("mousedown", (e) => { e.preventDefault(); take(i); });
			return item;
		}));
		if (found.length === 0) { close(); return; }
		list.hidden = false;
		chosen = -1;
		box.setAttribute("aria-expanded", "true");
	};

	// Says what is wrong before the query is sent.
	const check = async () => {
		const asked = box.value;
		if (asked.length > 2000) return;
		const answer = await fetch("/api/v1/query?" + new URLSearchParams({ q: asked }));
		if (box.value !== asked) return;
		if (answer.ok || answer.status !== 400) { verdict.textContent = ""; return; }
		const problem = await answer.json();
		verdict.textContent = problem.detail + (problem.hint ? ` – ${problem.hint}` : "");
	};

	if (box) {
		list = document.createElement("ul");
		list.id = "suggest";
		list.className = "suggest";
		list.setAttribute("role", "listbox");
		list.setAttribute("aria-label", "What can be written here");
		list.hidden = true;
		verdict = document.createElement("p");
		verdict.className = "verdict";
		verdict.setAttribute("role", "status");
		box.form.append(list);
		box.form.after(verdict);
		box.setAttribute("role", "combobox");
		box.setAttribute("aria-controls", "suggest");
		box.setAttribute("aria-expanded", "false");
		box.setAttribute("aria-autocomplete", "list");
		box.addEventListener("input", () => {
			help();
			clearTimeout(timer);
			timer = setTimeout(check, 350);
		});
		box.addEventListener("blur", close);
		box.addEventListener("keydown", (e) => {
			if (!open()) return;
			const n = shown.length;
			if (e.key === "ArrowDown") choose((chosen + 1) % n);
			else if (e.key === "ArrowUp") choose((chosen + n - 1 + (chosen < 0 ? 1 : 0)) % n);
			else if ((e.key === "Enter" || e.key === "Tab") && chosen >= 0) take(chosen);
			else if (e.key === "Escape") close();
			else return;
			e.preventDefault();
			e.stopPropagation();
		});
	}
})();
