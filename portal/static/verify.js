// "Verify this page" (核对本页): notes down what the page holds before anything is added to it, puts the button in,
// and loads the rest when it is pressed. A classic script, because modules do not load from a USB stick.
"use strict";

(function () {
  const here = document.currentScript.src;
  const canonical = document.querySelector("link[rel=canonical]");
  const seal = document.getElementById("seal");
  const HOSTS = "article, aside, blockquote, body, div, footer, h1, h2, h3, h4, h5, h6, header, main, nav, p, section, span";
  const page = {
    words: wordsOf(document),
    seal: seal ? seal.textContent : null,
    canonical: canonical ? canonical.dataset.page || canonical.href : "",
    disguised: disguised(),
    hosts: Array.from(document.querySelectorAll(HOSTS)),
    pictures: Array.from(document.images, ({ src }) => src).filter((src) => /\/[0-9a-f]{64}\.\w+$/.test(src)),
    styles: Array.from(document.querySelectorAll("link[data-sha256]"), ({ href, dataset }) => ({ address: href, digest: dataset.sha256 })),
    originals: Array.from(document.querySelectorAll("a[data-digest]"), ({ href, dataset }) => ({ address: href, digest: dataset.digest })),
  };
  const DISGUISED = "这一页里多了公布时没有的样式、脚本或遮盖的内容，看到的不一定是公布的样子。也可能是浏览器的插件加的：换一个浏览器再看一次。";
  const MARKS = { good: "✓", stop: "■", open: "－" };
  const button = element("button", "button no-print", "核对本页");
  const result = element("div", "verified", "");
  let busy = false;

  button.type = "button";
  result.setAttribute("role", "status");
  button.addEventListener("click", () => {
    if (busy) return;
    if (page.disguised || overlaid()) {
      page.disguised = true;
      show(told([{ state: "stop", text: DISGUISED }], "核对不通过，这一页多了不是公布的东西。"));
      return;
    }
    busy = true;
    show(element("p", "", "正在核对……"));
    Promise.all([load("verify-proofs.js", "cunshiProofs"), load("verify-steps.js", "cunshiSteps")])
      .then(([proofs, steps]) => steps(proofs(load))(page))
      .catch(() => [{ state: "open", text: "核对的程序没有加载出来，请重新打开这一页再试。" }])
      .then((found) => {
        show(told(found));
        busy = false;
        button.textContent = "再核对一次";
      });
  });
  if (!document.querySelector("meta[name=robots]") || seal) insert();

  // All that the page shows in one form; disclosure/site/sealing.py does the same to the file.
  function wordsOf({ head, body }) {
    const texts = [""];
    const tags = [];
    const names = "description viewport robots theme-color".split(" ").map((name) => "meta[name=" + name + " i]");
    head.querySelectorAll("title, meta[charset], meta[property], link, script[type='application/ld+json'], " + names).forEach(whole);
    add(tagOf(body));
    walk(body);
    const lines = texts.map(squeezed);
    lines[0] = lines[0].replace(/^ /, "");
    lines[lines.length - 1] = lines[lines.length - 1].replace(/ $/, "");
    return lines.concat(tags).join("\n") + "\n";

    function walk(parent) {
      for (let node = parent.firstChild; node; node = node.nextSibling) {
        if (node.nodeType === Node.TEXT_NODE) {
          texts[texts.length - 1] += node.data;
        } else if (node.nodeType === Node.ELEMENT_NODE && node.localName !== "script") {
          whole(node);
        }
      }
    }

    function whole(node) {
      add(tagOf(node));
      walk(node);
      if (!/^(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/.test(node.localName)) add("/" + node.localName);
    }

    function tagOf(node) {
      return node.localName + Array.from(node.attributes, written).join("");
    }

    function add(tag) {
      tags.push(tag);
      texts.push("");
    }

    function written(attribute) {
      if (attribute.name === "open") return "";
      return " " + attribute.name + (attribute.value && "=\t" + squeezed(attribute.value) + "\t");
    }

    function squeezed(text) {
      return text.replace(/[\t-\r ]+/g, " ");
    }
  }

  // Whether something could show other than the words: a style, a script, a base, a shadow that takes the words' place.
  // No page of ours has any of it.
  function disguised() {
    const strange =
      "style, base, template, slot, object, embed, iframe, frame, noscript, meta[http-equiv], " +
      "script:not([src]):not([type='application/json']):not([type='application/ld+json'])";
    const own = ["public.js", "verify.js", "search.js"].map((name) => here.replace(/[^/]*$/, name));
    const whole = document.documentElement.cloneNode(false);
    whole.classList.remove("large");
    return (
      document.querySelector(strange) !== null ||
      Array.from(document.scripts).some(({ src }) => src && own.indexOf(src) < 0) ||
      !/^<html lang="zh-CN"( class="")?></.test(whole.outerHTML) ||
      document.head.attributes.length > 0 ||
      Array.from(document.body.attributes).some(({ name }) => name !== "class") ||
      Array.from(document.querySelectorAll("*")).some(({ localName, shadowRoot }) => shadowRoot || localName.indexOf("-") > 0) ||
      Array.from(document.querySelectorAll("h1, main p, main tr, main dd")).some(unseen)
    );
  }

  // Words that stand on the page and are not shown; what a reader folds away or only paper shows is no secret.
  function unseen(node) {
    const folded = node.closest("details:not([open]), .only-print, [hidden]");
    return node.textContent.trim() !== "" && !folded && node.getClientRects().length === 0;
  }

  // Whether a closed shadow stands over anything: it is seen only in that there is no room for another. One that passes
  // its element's content on as it is shows what was shown.
  function overlaid() {
    if (!Element.prototype.attachShadow) return false;
    return page.hosts.some((host) => {
      if (host.shadowRoot) return false;
      try {
        const shadow = host.attachShadow({ mode: "open" }); // some browsers hand out the one that is there
        shadow.append(document.createElement("slot"));
        return shadow.mode !== "open";
      } catch (error) {
        return true;
      }
    });
  }

  // Loads a script that lies beside this one and returns what it leaves under `name`.
  function load(file, name) {
    return new Promise((resolve, reject) => {
      if (window[name]) {
        resolve(window[name]);
        return;
      }
      const script = document.createElement("script");
      script.src = new URL(file, here).href;
      script.addEventListener("load", () => resolve(window[name]));
      script.addEventListener("error", reject);
      document.head.append(script);
    });
  }

  function insert() {
    const section = document.querySelector(".verify");
    const heading = section && section.querySelector("h2");
    const footer = document.querySelector(".colophon > .wide");
    if (heading) heading.after(button, result);
    else if (footer) footer.prepend(button, result);
  }

  function show(box) {
    result.textContent = "";
    result.append(box);
  }

  // What was found, in words: the verdict, then each step.
  function told(found, otherwise) {
    const state = ["stop", "open", "good"].find((one) => found.some((step) => step.state === one));
    const seen = found.some((step) => step.state === "good");
    const verdict =
      state === "stop" ? otherwise || "核对不通过，这一页或它的记录被改动过。" :
      state === "good" ? "核对通过，和公布时完全一样。" :
      seen ? "这一页没有被改动过；有的没能核对。" : "没能核对。";
    const box = element("div", { stop: "note note-stop", open: "note note-warn", good: "note note-good" }[state], "");
    const list = element("ul", "", "");
    for (const step of found) {
      const line = element("li", step.state, "");
      line.append(element("span", "", MARKS[step.state]), element("span", "", step.text));
      list.append(line);
    }
    box.append(element("p", "verdict", verdict), list);
    return box;
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.textContent = text;
    return made;
  }
})();
