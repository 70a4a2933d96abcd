// The steps of "verify this page": signature, words, documents, then the log and the files that are given away.
// Each returns the sentence for what it found true, or nothing where there was nothing to look at. The seal's form is
// that of disclosure/site/sealing.py. Nothing here touches the page.
"use strict";

window.cunshiSteps = function (proofs) {
  const { Refusal, Unreachable, demand, fetched, bytes, text, hex, unhex, sha256, checkpointOf } = proofs;
  const online = /^https?:$/.test(location.protocol);

  return async function check(page) {
    const found = [];
    await run(found, page, signature, "这一页的签名读不出来，被改动过。");
    if (!page.note) return found;
    await run(found, page, address, "这一页放错了地方。");
    await run(found, page, words, "这一页的内容读不出来。");
    await run(found, page, documents, "这一页带的日志证明被改动过。");
    if (!online) {
      found.push({ state: "open", text: "这一页是从文件打开的，网上的日志和可以下载的文件没有核对。" });
      return found;
    }
    const outside = [];
    await run(outside, page, log, "日志文件读不出来，被改动过。");
    await run(outside, page, files, "可以下载的文件读不出来。");
    await run(outside, page, originals, "原始文件读不出来。");
    await run(outside, page, looks, "图片和样式读不出来。");
    if (outside.some((step) => step.state === "stop") && (await replaced(page))) {
      return found.concat([{ state: "open", text: "您打开这一页以后网站又更新过，请重新打开这一页再核对。" }]);
    }
    return found.concat(outside);
  };

  async function run(found, page, step, otherwise) {
    try {
      const sentence = await step(page);
      if (sentence) found.push({ state: "good", text: sentence });
    } catch (error) {
      const state = error instanceof Unreachable ? "open" : "stop";
      found.push({ state: state, text: state === "open" || error instanceof Refusal ? error.message : otherwise });
    }
  }

  async function signature(page) {
    demand(page.seal !== null, "这一页没有公布时的签名，不能证明它就是公布的那一页。");
    const seal = JSON.parse(page.seal);
    const key = await proofs.keyOf(seal.vkey);
    const [title, place, ...claims] = await proofs.opened(seal.note, key, "这一页的签名是假的。");
    const claimed = (kind) => claims.filter((claim) => claim.indexOf(kind + " ") === 0).map((claim) => claim.slice(kind.length + 1));
    demand(title === key.name + "/page", "这一页的签名是假的。");
    page.key = key;
    page.entries = seal.entries.map((entry) => Object.assign({}, entry, { checkpoint: seal.checkpoints[entry.checkpoint] }));
    page.note = {
      signature: seal.note.trim().split(" ").pop(),
      address: place,
      words: claimed("words")[0],
      log: new URL(claimed("log")[0], location.href).href,
      files: claimed("file").map((claim) => claim.split(" ")),
      documents: claimed("document"),
    };
    return "签名和这一页带的公钥相符，公钥编号 " + key.id + "，请和公开栏上的公钥编号对一对。";
  }

  async function address(page) {
    const sealed = page.note.address;
    for (const place of [page.canonical, location.href]) {
      const path = decodeURI(new URL(place).pathname).replace(/\/index\.html$/, "/");
      demand(path.slice(-sealed.length) === sealed, "这一页放错了地方，签名的是 " + sealed + " 这一页。");
    }
  }

  async function words(page) {
    const digest = hex(await sha256(bytes(page.words)));
    demand(digest === page.note.words, "这一页的文字、链接或图表被改动过，和公布时签名的不一样。");
    return "文字、链接和图表和公布时完全一样。";
  }

  async function documents(page) {
    const published = new Set();
    for (const entry of page.entries) {
      const content = await proven(entry, page.key);
      content.bulletins.forEach((digest) => published.add(digest));
    }
    for (const digest of page.note.documents) {
      demand(published.has(digest), "这一页依据的文件没有记进日志，指纹 " + digest.slice(0, 12) + "。");
    }
    const count = page.note.documents.length;
    return count ? "这一页依据的 " + count + " 份文件都记在日志里，签名的检查点能证明。" : "";
  }

  async function log(page) {
    const unread = "日志没有读到，没有核对。请联网后再试。";
    const note = text(await fetched(page.note.log + "checkpoint", "日志的检查点不见了，记录被删过。", unread));
    const now = await checkpointOf(note, page.key, "日志的检查点签名是假的。");
    const tree = proofs.logAt(page.note.log, now.size, unread);
    const older = [];
    for (const one of new Set(page.entries.map((entry) => entry.checkpoint))) {
      older.push(await checkpointOf(one, page.key, "这一页带的检查点签名是假的。"));
    }
    demand(older.every((one) => one.size <= now.size), "日志比这一页公布时还短，记录被删过。");
    for (const one of older.concat([now])) {
      const roots = await tree.bothRoots(one.size, 0, now.size);
      demand(hex(roots.whole) === now.root, "日志文件和公布的检查点对不上，有人改过过去的记录。");
      demand(hex(roots.start) === one.root, "现在的日志不是这一页公布时的那一本，有人换过过去的记录。");
    }
    await held(page, tree, now.size);
    return "网上的日志共 " + now.size + " 条，没有少；和这一页有关的记录没有改。";
  }

  // The bundles with the page's entries, and the last one: the records themselves, not only their hashes.
  async function held(page, tree, size) {
    const places = page.entries.map((entry) => JSON.parse(entry.leaf).seq).concat(size ? [size - 1] : []);
    for (const index of new Set(places.map((seq) => Math.floor(seq / proofs.TILE)))) {
      const leaves = await tree.bundle(index);
      demand(leaves, "日志的记录文件被改动过，和检查点对不上。");
      for (const entry of page.entries) {
        const seq = JSON.parse(entry.leaf).seq;
        const here = Math.floor(seq / proofs.TILE) === index;
        demand(!here || leaves[seq % proofs.TILE] === entry.leaf, "日志第 " + seq + " 条记录和这一页的不一样。");
      }
    }
  }

  async function files(page) {
    const given = page.note.files.map(([name, digest]) => ({
      title: titleOf(name),
      address: new URL(name, location.href).href,
      isRight: async (content) => hex(await sha256(content)) === digest,
    }));
    await lookAt(given);
    return given.length ? "可以下载的 " + given.length + " 个文件和公布时完全一样。" : "";
  }

  async function originals(page) {
    const given = page.originals.map((one) => ({
      title: "原始文件 " + decodeURIComponent(one.address.split("/").pop()) + " ",
      address: one.address,
      isRight: (content) => isOriginal(content, one.digest, page.key),
    }));
    await lookAt(given);
    return given.length ? given.length + " 份原始文件和它们的证明没有改动。" : "";
  }

  // Pictures are called by their digests; the digests of styles stand in the words.
  async function looks(page) {
    const pictures = page.pictures.map((address) => ({ address: address, digest: address.split("/").pop().split(".")[0] }));
    const given = pictures.map((one) => ["图片 ", one]).concat(page.styles.map((one) => ["样式 ", one]));
    await lookAt(
      given.map(([kind, one]) => ({
        title: kind + decodeURIComponent(one.address.split("/").pop()) + " ",
        address: one.address,
        isRight: async (content) => hex(await sha256(content)) === one.digest,
      }))
    );
    return pictures.length ? pictures.length + " 张图片和公布时完全一样。" : "";
  }

  // One wrong file does not hide another.
  async function lookAt(given) {
    const wrong = [];
    const unread = [];
    for (const file of given) {
      try {
        demand(await file.isRight(await fetched(file.address, file.title + "不见了。", "")), file.title + "被改动过。");
      } catch (error) {
        if (error instanceof Unreachable) unread.push(file.title.trim());
        else wrong.push(error.message);
      }
    }
    demand(!wrong.length, wrong.join(""));
    if (unread.length) throw new Unreachable(unread.join("、") + " 没有读到，没有核对。请联网后再试。");
  }

  // Whether a document's file is whole: envelope, names, entry and proof belong together and to this log.
  async function isOriginal(content, digest, key) {
    try {
      const file = JSON.parse(text(content));
      if (!known(file)) return false;
      const sealed = JSON.parse(file.envelope);
      const names = file.names && hex(await sha256(unhex(file.names.salt), bytes(JSON.stringify(file.names.list))));
      const told = await proven(Object.assign({ hashes: file.inclusion.hashes, checkpoint: file.checkpoint }, file.entry), key);
      const leaf = JSON.parse(file.entry.leaf);
      return [
        hex(await sha256(bytes(file.envelope))) === digest && file.digest === digest && sealed.log === key.name,
        names === null ? file.names_withheld === (sealed.names_digest !== null) : names === sealed.names_digest && !file.names_withheld,
        told.bulletins.indexOf(digest) >= 0 && file.entry.seq === leaf.seq && file.entry.digest === leaf.digest,
        file.log.origin === key.name && file.log.vkey === key.text,
        file.inclusion.size === (await checkpointOf(file.checkpoint, key, "")).size,
      ].every(Boolean);
    } catch (error) {
      return false;
    }
  }

  // Whether a document's file says nothing but what is checked.
  function known(file) {
    const has = (part, names) => Object.keys(part).sort().join() === names;
    return (
      has(file, "checkpoint,digest,entry,envelope,inclusion,log,names,names_withheld,v") &&
      has(file.entry, "content,digest,leaf,salt,seq") &&
      has(file.log, "origin,vkey") &&
      has(file.inclusion, "hashes,size") &&
      (file.names === null || has(file.names, "list,salt"))
    );
  }

  // The content of an entry, once salt, leaf and the way to a signed checkpoint have been followed.
  async function proven(entry, key) {
    const content = JSON.parse(entry.content);
    const leaf = JSON.parse(entry.leaf);
    const digest = hex(await sha256(unhex(entry.salt), bytes(entry.content)));
    const own = digest === leaf.digest && content.seq === leaf.seq && content.log === key.name;
    demand(own, "日志第 " + leaf.seq + " 条记录被改动过，和它的指纹不一样。");
    const checkpoint = await checkpointOf(entry.checkpoint, key, "这一页带的检查点签名是假的。");
    const root = await proofs.climbed(await proofs.leafHash(bytes(entry.leaf)), leaf.seq, checkpoint.size, entry.hashes.map(unhex));
    demand(root && hex(root) === checkpoint.root, "从日志第 " + leaf.seq + " 条记录算不到签名的检查点。");
    return content;
  }

  // Whether the server's page now carries another seal than the one that was opened: of the same place and key, and
  // not of an earlier time.
  async function replaced(page) {
    try {
      const html = new DOMParser().parseFromString(text(await fetched(location.href, "", "")), "text/html");
      const now = { seal: html.getElementById("seal").textContent };
      await signature(now);
      const same = now.key.text === page.key.text && now.note.address === page.note.address;
      return same && now.note.signature !== page.note.signature && newest(now) >= newest(page);
    } catch (error) {
      return false;
    }
  }

  function newest(page) {
    return Math.max(-1, ...page.entries.map((entry) => JSON.parse(entry.leaf).seq));
  }

  function titleOf(name) {
    const kind = /\.(csv|xlsx)$/.test(name) ? "表格 " : /\.(jpg|jpeg|png|webp|svg)$/.test(name) ? "图片 " : "文件 ";
    return kind + decodeURIComponent(name) + " ";
  }
};
