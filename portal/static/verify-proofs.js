// What "verify this page" is proven with: hashes, signatures, signed notes, the tree and its tiles. It knows no page.
// The forms are C2SP signed-note, tlog-checkpoint and tlog-tiles, and RFC 9162, section 2.1.
"use strict";

window.cunshiProofs = function (load) {
  const TILE = 256;
  const HASH = 32;
  const subtle = window.crypto && window.crypto.subtle; // browsers withhold it from http:// pages

  // What is not so; its message is the sentence the reader sees.
  class Refusal extends Error {}

  // What could not be read now: no network, or a server in trouble.
  class Unreachable extends Error {}

  function demand(so, otherwise) {
    if (!so) throw new Refusal(otherwise);
  }

  async function fetched(address, missing, unread) {
    let answer, content;
    try {
      answer = await fetch(address, { cache: "no-cache" });
      content = await answer.arrayBuffer();
    } catch (error) {
      throw new Unreachable(unread);
    }
    demand(answer.status !== 404 && answer.status !== 410, missing);
    if (!answer.ok) throw new Unreachable(unread);
    return new Uint8Array(content);
  }

  // Bytes.

  const bytes = (text) => new TextEncoder().encode(text);
  const text = (raw) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(raw);
  const hex = (raw) => Array.from(raw, (byte) => (byte + 256).toString(16).slice(1)).join("");
  const unhex = (digits) => Uint8Array.from(digits.match(/../g) || [], (pair) => parseInt(pair, 16));
  const unbase64 = (letters) => Uint8Array.from(atob(letters), (one) => one.charCodeAt(0));

  function joined(parts) {
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
    return whole;
  }

  // Hashes and signatures: the browser's own where it has them, else those below and TweetNaCl's.

  async function sha256(...parts) {
    const data = joined(parts);
    return subtle ? new Uint8Array(await subtle.digest("SHA-256", data)) : plainSha256(data);
  }

  const leafHash = (raw) => sha256([0], raw);
  const nodeHash = (left, right) => sha256([1], left, right);

  async function isSigned(key, message, signature) {
    if (subtle) {
      try {
        const imported = await subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
        return await subtle.verify({ name: "Ed25519" }, imported, signature, message);
      } catch (error) {
        // A browser from before Ed25519: it has the rest of subtle.
      }
    }
    const nacl = await load("vendor/nacl-fast.min.js", "nacl");
    return signature.length === 64 && nacl.sign.detached.verify(message, signature, key);
  }

  // SHA-256 as in FIPS 180-4, sections 4.2.2, 5 and 6.2; its constants are the fractions of roots of primes.
  const fraction = (root) => ((root - Math.floor(root)) * 0x100000000) | 0;
  const primes = [];
  for (let number = 2; primes.length < 64; number += 1) if (primes.every((prime) => number % prime)) primes.push(number);
  const beginning = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  const rounds = primes.map((prime) => fraction(Math.cbrt(prime)));

  function plainSha256(data) {
    const state = beginning.slice();
    const padded = new DataView(new ArrayBuffer(64 * Math.ceil((data.length + 9) / 64)));
    new Uint8Array(padded.buffer).set(data);
    padded.setUint8(data.length, 0x80);
    padded.setUint32(padded.byteLength - 8, Math.floor(data.length / 0x20000000));
    padded.setUint32(padded.byteLength - 4, data.length << 3);
    for (let block = 0; block < padded.byteLength; block += 64) compress(state, padded, block);
    state.forEach((word, at) => padded.setUint32(4 * at, word));
    return new Uint8Array(padded.buffer.slice(0, HASH));
  }

  const turn = (word, by) => (word >>> by) | (word << (32 - by));

  function compress(state, padded, block) {
    const words = [];
    let [a, b, c, d, e, f, g, h] = state;
    for (let at = 0; at < 64; at += 1) {
      if (at < 16) {
        words.push(padded.getInt32(block + 4 * at));
      } else {
        const early = words[at - 15];
        const late = words[at - 2];
        const low = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
        const high = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
        words.push((words[at - 16] + low + words[at - 7] + high) | 0);
      }
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + rounds[at] + words[at]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, at) => {
      state[at] = (state[at] + word) | 0;
    });
  }

  // Signed notes.

  async function keyOf(vkey) {
    const [name, id, ...rest] = vkey.split("+");
    const raw = unbase64(rest.join("+"));
    const named = hex(await sha256(bytes(name + "\n"), raw)).slice(0, 8) === id;
    demand(named && raw.length === 1 + HASH && raw[0] === 1, "公钥是假的。");
    return { text: vkey, name: name, id: id, raw: raw.slice(1) };
  }

  // The lines of a note that `key` signed.
  async function opened(note, key, otherwise) {
    const end = note.lastIndexOf("\n\n") + 1;
    for (const line of note.slice(end + 1).split("\n")) {
      const [mark, name, signature] = line.split(" ");
      if (mark !== "—" || name !== key.name) continue;
      const raw = unbase64(signature);
      const own = hex(raw.slice(0, 4)) === key.id && (await isSigned(key.raw, bytes(note.slice(0, end)), raw.slice(4)));
      if (own) return note.slice(0, end - 1).split("\n");
    }
    throw new Refusal(otherwise);
  }

  const checkpoints = {}; // many entries lead to the same one, and a signature takes an old phone a while

  async function checkpointOf(note, key, otherwise) {
    const known = key.text + "\n" + note;
    if (!checkpoints[known]) {
      const lines = await opened(note, key, otherwise);
      demand(lines[0] === key.name && /^\d{1,9}$/.test(lines[1]), otherwise);
      checkpoints[known] = { size: Number(lines[1]), root: hex(unbase64(lines[2])) };
    }
    return checkpoints[known];
  }

  // The tree. Ranges are of entries, [from, to); roots are bytes.

  // The root reached from a leaf's hash by its proof; nothing where the proof does not fit.
  async function climbed(hash, index, size, proof) {
    let last = size - 1;
    for (const step of proof) {
      if (index > last || last === 0) return null;
      if (index % 2 || index === last) {
        hash = await nodeHash(step, hash);
        while (index && index % 2 === 0) [index, last] = [index >> 1, last >> 1];
      } else {
        hash = await nodeHash(hash, step);
      }
      [index, last] = [index >> 1, last >> 1];
    }
    return last === 0 ? hash : null;
  }

  // The largest power of two below `size`.
  function halfOf(size) {
    let half = 1;
    while (half * 2 < size) half *= 2;
    return half;
  }

  async function merged(level) {
    while (level.length > 1) {
      const above = [];
      for (let at = 0; at + 1 < level.length; at += 2) above.push(await nodeHash(level[at], level[at + 1]));
      level = level.length % 2 ? above.concat([level[level.length - 1]]) : above;
    }
    return level[0];
  }

  // The log of `size` entries whose files lie at `address`.
  function logAt(address, size, unread) {
    const read = {};
    const roots = {};

    async function tile(level, index) {
      const width = Math.min(TILE, Math.floor(size / Math.pow(TILE, level === "entries" ? 0 : level)) - index * TILE);
      const digits = String(index);
      const elements = digits.padStart(3 * Math.ceil(digits.length / 3), "0").match(/.{3}/g);
      const last = elements.pop();
      const outer = elements.map((one) => "x" + one + "/").join("");
      const path = "tile/" + level + "/" + outer + last + (width < TILE ? ".p/" + width : "");
      if (!read[path]) read[path] = await fetched(address + path, "日志缺少文件 " + path + "，记录被删过。", unread);
      demand(level === "entries" || read[path].length === width * HASH, "日志文件 " + path + " 被改动过。");
      return read[path];
    }

    async function hashes(level, from, to) {
      const content = await tile(level, Math.floor(from / TILE));
      const found = [];
      for (let at = from; at < to; at += 1) found.push(content.slice((at % TILE) * HASH, ((at % TILE) + 1) * HASH));
      return found;
    }

    // A perfect subtree's root, from the highest tiles that have it: there one hash stands for 256 of the level below.
    async function perfectRoot(from, width) {
      let level = 0;
      while (width >= TILE) [level, from, width] = [level + 1, from / TILE, width / TILE];
      return merged(await hashes(level, from, from + width));
    }

    async function rootOf(from, to) {
      const range = from + "-" + to;
      if (!roots[range]) roots[range] = await computedRoot(from, to);
      return roots[range];
    }

    async function computedRoot(from, to) {
      if (from === to) return sha256();
      const half = halfOf(to - from);
      if (to - from === 1 || to - from === 2 * half) return perfectRoot(from, to - from);
      return nodeHash(await rootOf(from, from + half), await rootOf(from + half, to));
    }

    // The root of [from, to), and the root of as much of it as the first `older` entries are. Every hash of the second
    // is one of the first as well: this is the consistency proof of RFC 9162, read from the tiles.
    async function bothRoots(older, from, to) {
      if (to <= older || older <= from) {
        const root = await rootOf(from, to);
        return { start: root, whole: root };
      }
      const middle = from + halfOf(to - from);
      const left = await bothRoots(older, from, middle);
      const right = await bothRoots(older, middle, to);
      const start = older <= middle ? left.start : await nodeHash(left.start, right.start);
      return { start: start, whole: await nodeHash(left.whole, right.whole) };
    }

    // The entries of one bundle as text, held against the tree; nothing where they do not belong to it.
    async function bundle(index) {
      const from = index * TILE;
      const to = Math.min(from + TILE, size);
      const raw = await tile("entries", index);
      const leaves = [];
      for (let at = 0, end; at < raw.length; at = end) {
        end = at + 2 + raw[at] * 256 + raw[at + 1];
        leaves.push(raw.slice(at + 2, end));
      }
      const made = await Promise.all(leaves.map(leafHash));
      const kept = await hashes(0, from, to);
      const same = made.map(hex).join() === kept.map(hex).join() && hex(await merged(made)) === hex(await rootOf(from, to));
      return same ? leaves.map(text) : null;
    }

    return { bothRoots: bothRoots, bundle: bundle };
  }

  return {
    Refusal, Unreachable, demand, fetched, bytes, text, hex, unhex, sha256, isSigned, leafHash,
    keyOf, opened, checkpointOf, climbed, logAt, TILE,
  };
};
