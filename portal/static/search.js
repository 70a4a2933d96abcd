// The search page: a form above the lists, answered by Pagefind in this browser. Where that cannot work – scripts off,
// a USB stick, a browser too old – nothing here happens and the page stays the lists it is.
"use strict";

(() => {
  const page = document.getElementById("search");
  const root = new URL("../", location.href);
  const AT_ONCE = 20;
  const SENTENCE = 4; // characters
  const AROUND = 60; // characters shown before and after what was found
  const WIDE = matchMedia("(min-width: 42rem)");
  const TOUCHED = matchMedia("(pointer: coarse)");
  const NAMES = ["q", "village", "month", "kind", "category", "fund"];
  const HAN = "\u3400-\u9fff\u{20000}-\u{3ffff}";
  const ADVICE = ["换一个短一点的词，例如把“路灯维修费用”换成“路灯”。", "金额只写数字，例如 400 或 400.50。", "把村、月份、类别、资金改回“全部”。", "还是没有，就看下面的目录，那里一条不少。"];

  // As characters() in disclosure/site/search.py: every Chinese character by itself, numbers whole.
  const characters = (text) => text.normalize("NFKC").toLowerCase().replace(/(\d),(?=\d{3})/g, "$1").replace(/(\d)\.(?=\d)/g, "$1点").match(new RegExp(`[0-9a-z]+|[${HAN}]`, "gu")) || [];

  // An amount as people say it, as it is written in public: 400块钱 as 400元, 1.2万 as 12000元, 60.5元 as 60.50元.
  const written = (part) => {
    const [, number, unit] = part.match(/^(\d[\d,]*(?:\.\d+)?)(千|万)?(?:元|块钱?)?$/) || [];
    if (!number || number === part) return part;
    const yuan = Number(number.replaceAll(",", "")) * (unit === "万" ? 10_000 : unit === "千" ? 1_000 : 1);
    return `${Number.isInteger(yuan) ? yuan : yuan.toFixed(2)}元`;
  };

  // What is typed, in parts that must all be there, each with the ways it may stand: “路灯400元” is a word and an amount.
  const PART = /\d[\d,.]*(?:年(?:\d+月)?(?:\d+日)?|月(?:\d+日)?|日|号|[千万]?(?:元|块钱?)?)?|[^\s\d]+/g;
  const ways = (part) => [...new Set([part, written(part)])].map(characters).filter((found) => found.length);
  const parts = (query) => (query.normalize("NFKC").match(PART) || []).map(ways).filter((found) => found.length);

  // A pattern that finds a part in the text people read, with its commas, stars and .00
  const pattern = (sought) => {
    const one = (token) => (token === "点" ? "[.点]" : token.split("").join(/^\d/.test(token) ? ",?" : "")) + (/\d$/.test(token) ? "(?!\\d)" : "");
    return sought.map((tokens) => tokens.map(one).join(`(?:\\.00)?[^0-9a-z${HAN}]*`)).join("|");
  };

  const element = (name, settings = {}, ...children) => {
    const made = Object.assign(document.createElement(name), settings);
    made.append(...children);
    return made;
  };

  // The text with what was found in <mark>, built of text nodes: nothing published is ever read as markup.
  const marked = (text, sought) => {
    if (!sought.length) return [text];
    const pieces = text.split(new RegExp(`(${pattern(sought)})`, "giu"));
    return pieces.map((piece, at) => (at % 2 ? element("mark", {}, piece) : piece));
  };

  const excerpt = (text, sought) => {
    const found = sought.length ? text.search(new RegExp(pattern(sought), "iu")) : 0;
    const from = Math.max(0, found - AROUND);
    const to = Math.max(0, found) + AROUND;
    return (from ? "…" : "") + text.slice(from, to) + (to < text.length ? "…" : "");
  };

  const monthName = (month) => month.replace(/^(\d+)-0?(\d+)$/, "$1年$2月");

  class Search {
    constructor(pagefind, villages) {
      this.pagefind = pagefind;
      this.villages = villages;
      this.together = villages.length <= Number(page.dataset.allAtOnce);
      this.engines = new Map();
    }

    // The index of one village, or of all; loaded once.
    engine(village) {
      if (!this.engines.has(village)) {
        this.engines.set(village, this.opened(village).catch((error) => {
          this.engines.delete(village);
          throw error;
        }));
      }
      return this.engines.get(village);
    }

    async opened(village) {
      const opened = this.pagefind.createInstance({ basePath: new URL("pagefind/site/", root).href, noWorker: true });
      const chosen = this.villages.filter((one) => !village || one.slug === village);
      await Promise.all(chosen.map((one) => opened.mergeIndex(new URL(`pagefind/village/${one.slug}/`, root).href)));
      return opened;
    }

    // What narrows the search, with how many records each choice leaves.
    async facets(village) {
      return (await this.engine(village)).filters();
    }

    // Everything that holds every part, newest first; where there is nothing like that, what comes near.
    async find(wish) {
      const engine = await this.engine(wish.village);
      const filters = Object.fromEntries(NAMES.slice(1).filter((name) => wish[name]).map((name) => [name, wish[name]]));
      const wanted = parts(wish.q);
      const sought = wanted.flat();
      const phrases = (tokens) => engine.search(`"${tokens.join(" ")}"`);
      const [all, ...found] = await Promise.all([
        engine.search(null, { filters, sort: { place: "asc" } }),
        ...wanted.map((part) => Promise.all(part.map(phrases))),
      ]);
      const sets = found.map((part) => new Set(part.flatMap((one) => one.results.map((result) => result.id))));
      const results = all.results.filter((result) => sets.every((ids) => ids.has(result.id)));
      // Near is what shares words, which helps a sentence and would mislead for a name or an amount.
      if (results.length || /\d/.test(wish.q) || sought.flat().length < SENTENCE || !Intl.Segmenter) return { results, sought, near: false };
      return { ...(await this.near(engine, wish.q, filters)), near: true };
    }

    // What shares words with a sentence, the rarer and the more of them the higher.
    async near(engine, query, filters) {
      const words = [...new Intl.Segmenter("zh", { granularity: "word" }).segment(query)].map((one) => one.segment).filter((word) => word.length > 1);
      const results = new Map();
      for (const found of await Promise.all(words.map((word) => engine.search(word, { filters })))) {
        for (const result of found.results) {
          const before = results.get(result.id);
          results.set(result.id, { result, score: result.score + (before ? before.score : 0) });
        }
      }
      const ranked = [...results.values()].sort((one, other) => other.score - one.score);
      return { results: ranked.map((one) => one.result), sought: words.map(characters) };
    }
  }

  class Screen {
    constructor(search) {
      this.search = search;
      this.turn = 0;
      this.status = element("p", { className: "found" });
      this.status.setAttribute("role", "status");
      this.list = element("ol", { className: "results" });
      this.more = element("button", { type: "button", className: "button", hidden: true });
      this.advice = element("ul", { hidden: true }, ...ADVICE.map((sentence) => element("li", {}, sentence)));
      this.form = this.made();
      page.replaceChildren(this.form, this.status, this.advice, this.list, this.more);
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (TOUCHED.matches) this.control("q").blur(); // the keyboard would stand before what is found
        this.ask();
      });
      this.form.addEventListener("change", (event) => event.target.name !== "q" && this.ask());
      window.addEventListener("popstate", () => this.read());
    }

    made() {
      const field = (name, label, control) => element("p", { className: `field field-${name}` }, element("label", { htmlFor: `search-${name}` }, label), Object.assign(control, { id: `search-${name}`, name }));
      const input = element("input", { type: "search", enterKeyHint: "search", autocomplete: "off" });
      input.setAttribute("aria-describedby", "search-hint");
      const chosen = [["village", "村"], ["month", "月份"], ["what", "类别"], ["fund", "资金"]];
      this.narrower = element("details", { open: WIDE.matches },
        element("summary", {}, "缩小范围：村、月份、类别、资金"),
        element("div", {}, ...chosen.map(([name, label]) => field(name, label, element("select")))));
      const form = element("form", { className: "search-form" },
        field("q", "找什么", input),
        element("button", { className: "button" }, "查找"),
        element("p", { id: "search-hint", className: "quiet" }, "例如：路灯，误工补助，400块，2026年9月"),
        this.narrower);
      form.setAttribute("role", "search");
      return form;
    }

    control(name) {
      return this.form.elements[name];
    }

    // The wish in the form. One select holds kinds and categories.
    get wish() {
      const [name, value] = this.control("what").value.split("\n");
      const plain = (field) => this.control(field).value;
      return { q: plain("q").trim(), village: plain("village"), month: plain("month"), fund: plain("fund"), kind: "", category: "", ...(value ? { [name]: value } : {}) };
    }

    // Show what the address asks for; it may have been sent by somebody else.
    async read() {
      const asked = new URLSearchParams(location.search);
      const wish = Object.fromEntries(NAMES.map((name) => [name, (asked.get(name) || "").trim()]));
      this.control("q").value = wish.q;
      if (NAMES.slice(1).some((name) => wish[name]) || !this.search.together) this.narrower.open = true;
      this.choices("village", [["", this.search.together ? "全部村" : "请选村"], ...this.search.villages.map((one) => [one.slug, one.name])], wish.village);
      await this.guarded(() => this.narrow(wish));
    }

    // Put the wish of the form into the address and show what it finds.
    async ask() {
      const wish = this.wish;
      const address = new URL(location.href);
      address.search = new URLSearchParams(NAMES.filter((name) => wish[name]).map((name) => [name, wish[name]])).toString();
      if (address.href !== location.href) history.pushState(null, "", address);
      await this.guarded(() => this.narrow(wish));
    }

    async guarded(act) {
      const turn = ++this.turn;
      try {
        await act();
      } catch {
        if (turn === this.turn) this.show("查找没有成功，请刷新本页再试，或者看下面的目录。");
      }
    }

    async narrow(wish) {
      const turn = this.turn;
      if (!wish.village && !this.search.together) {
        this.show("请先选一个村。");
        return;
      }
      const facets = await this.search.facets(wish.village);
      if (turn !== this.turn) return;
      const counted = (name) => Object.entries(facets[name] || {}).map(([value, count]) => [value, `${value}（${count}）`]).sort(([one], [other]) => one.localeCompare(other, "zh"));
      const months = Object.entries(facets.month || {}).sort().reverse().map(([month, count]) => [month, `${monthName(month)}（${count}）`]);
      this.choices("month", [["", "全部月份"], ...months], wish.month);
      this.choices("fund", [["", "全部资金"], ...counted("fund")], wish.fund);
      const under = (name) => counted(name).map(([value, text]) => [`${name}\n${value}`, text]);
      const what = wish.category ? `category\n${wish.category}` : wish.kind ? `kind\n${wish.kind}` : "";
      this.choices("what", [["", "全部类别"], ...under("kind")], what, ["收支的类别", under("category")]);
      if (NAMES.some((name) => name !== "village" && wish[name])) await this.present(wish, turn);
      else this.show("");
    }

    async present(wish, turn) {
      this.show("正在查找……");
      const { results, sought, near } = await this.search.find(wish);
      if (turn !== this.turn) return;
      const what = wish.q ? `“${wish.q}”` : "符合条件的内容";
      if (!results.length) this.show(`没有找到${what}。`);
      else if (near) this.show(`没有一字不差的${what}，下面 ${results.length} 条是相近的。`);
      else this.show(`找到 ${results.length} 条。`);
      this.advice.hidden = results.length > 0;
      await this.append(results, sought, turn);
    }

    async append(results, sought, turn) {
      const found = await Promise.all(results.slice(0, AT_ONCE).map((result) => result.data()));
      if (turn !== this.turn) return;
      const first = this.list.children.length;
      this.list.append(...found.map((one) => this.item(one, sought)));
      if (first) this.list.children[first].querySelector("a").focus();
      const left = results.slice(AT_ONCE);
      this.more.hidden = !left.length;
      this.more.textContent = `再看 ${Math.min(left.length, AT_ONCE)} 条（还有 ${left.length} 条）`;
      this.more.onclick = () => this.guarded(() => this.append(left, sought, this.turn));
    }

    item(one, sought) {
      const where = [one.meta.village, monthName(one.meta.month), one.meta.kind].filter(Boolean).join(" · ");
      return element("li", { className: "card" },
        element("h2", {}, element("a", { href: new URL(one.raw_url, root).href }, ...marked(one.meta.title, sought))),
        element("p", { className: "quiet" }, where),
        element("p", {}, ...marked(excerpt(one.meta.text, sought), sought)));
    }

    show(sentence) {
      this.status.textContent = sentence;
      this.list.replaceChildren();
      this.more.hidden = true;
      this.advice.hidden = true;
    }

    // Fill a select; a choice that is not among them stays possible, so that a sent address says what it asked for.
    choices(name, options, chosen, [label, grouped] = ["", []]) {
      const known = [...options, ...grouped].some(([value]) => value === chosen);
      const made = ([value, text]) => element("option", { value }, text);
      const control = this.control(name);
      control.replaceChildren(...options.map(made));
      if (grouped.length) control.append(element("optgroup", { label }, ...grouped.map(made)));
      if (!known) control.append(made([chosen, chosen.split("\n").pop()]));
      control.value = chosen;
    }
  }

  const start = async () => {
    const [pagefind, answer] = await Promise.all([import(new URL("pagefind/site/pagefind.js", root).href), fetch(new URL("pagefind/site/villages.json", root))]);
    const villages = await answer.json();
    if (villages.length) await new Screen(new Search(pagefind, villages)).read();
  };
  start().catch(() => {}); // the page as it stands says where to look instead
})();
