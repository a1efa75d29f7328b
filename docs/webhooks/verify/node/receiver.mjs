// Receives webhooks of rmad: verifies them, takes each event once, and knows the newest state of each return.
//
//     node receiver.mjs KEY_FILE JOURNAL [PORT]
//
// Node 18 or newer is all that it needs. KEY_FILE has one `whsec_…` (or, if you were given a public key, `whpk_…`) a
// line: while a secret is being changed, the new one and the old one. It listens on 127.0.0.1; put your web server
// with its certificate in front. For each message it prints `new`, `known` or `older` and what it is about, or
// `refused` and why.

import { createHmac, createPublicKey, timingSafeEqual, verify as verifySignature } from "node:crypto";
import { appendFileSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync } from "node:fs";
import { createServer } from "node:http";

// Who records a message can send it again for that long and no longer; the journal sees to it that even then nothing
// is done twice.
const toleranceSeconds = 5 * 60;
// rmad sends less than 20 KB.
const bodyBytesMax = 65_536;

/** Why a message is not taken; the sender's operator reads it beside the delivery. */
class Refused extends Error {}

/**
 * Throws `Refused` unless one of the keys signed the message in the last five minutes. `body` is a Buffer with the
 * bytes as they came: JSON that was parsed and written again is other bytes, and no signature fits them.
 */
function verify(headers, body, keys) {
  const [id, timestamp, signatures] = ["id", "timestamp", "signature"].map((name) => headers[`webhook-${name}`]);
  if (!id || !timestamp || !signatures) {
    throw new Refused("webhook-id, webhook-timestamp or webhook-signature is missing");
  }
  if (!/^[0-9]{1,12}$/.test(timestamp)) throw new Refused("webhook-timestamp is not a number of seconds");
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > toleranceSeconds) {
    throw new Refused("more than five minutes between its clock and ours");
  }
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  // There are several while a secret is being changed, and one that fits is enough.
  if (!signatures.split(" ").some((signature) => keys.some((key) => fits(key, signature, signed)))) {
    throw new Refused("no signature fits");
  }
}

function fits(key, versionAndText, signed) {
  const [version, text = ""] = versionAndText.split(",");
  const signature = Buffer.from(text, "base64");
  // What stands behind the prefix is base64 of the key, not the key.
  const bytes = Buffer.from(key.slice(key.indexOf("_") + 1), "base64");
  if (key.startsWith("whpk_") && version === "v1a") {
    const jwk = { kty: "OKP", crv: "Ed25519", x: bytes.toString("base64url") };
    return verifySignature(null, signed, createPublicKey({ key: jwk, format: "jwk" }), signature);
  }
  if (!key.startsWith("whsec_") || version !== "v1") return false;
  const wanted = createHmac("sha256", bytes).update(signed).digest();
  // It takes as long for a wrong signature as for the right one, so that nobody can find it by trying.
  return signature.length === wanted.length && timingSafeEqual(signature, wanted);
}

/**
 * What was taken, one JSON line for each event. It is on disk before the answer is sent, so an answer of 2xx can be
 * believed. The ids are held in memory, too: with millions of events, use a database with a unique key instead.
 */
class Journal {
  #known = new Set();
  #newest = new Map();
  #file;

  constructor(path) {
    if (existsSync(path)) {
      const bytes = readFileSync(path);
      // A crash can leave half a line. It was never answered, so it will come again.
      const whole = bytes.lastIndexOf("\n") + 1;
      truncateSync(path, whole);
      for (const line of bytes.toString("utf8", 0, whole).split("\n").slice(0, -1)) this.#remember(JSON.parse(line));
    }
    this.#file = openSync(path, "a", 0o600);
  }

  /** `new`, `known` when it was taken before, or `older` when something newer of the return is known. */
  take(id, event) {
    if (this.#known.has(id)) return "known";
    try {
      appendFileSync(this.#file, JSON.stringify({ id, ...event }) + "\n");
      fsyncSync(this.#file);
    } catch (error) {
      // Nobody knows what is on that disk: begin again with what the next start finds.
      console.error(error);
      process.exit(1);
    }
    return this.#remember({ id, ...event });
  }

  #remember({ id, data: { rma, sequence, state } }) {
    this.#known.add(id);
    // Not every event is about a return: those have no order.
    if (rma === undefined) return "new";
    // An event that comes late is kept, and worked on, but does not put the state of its return back.
    if (sequence <= (this.#newest.get(rma)?.sequence ?? 0)) return "older";
    this.#newest.set(rma, { sequence, state });
    return "new";
  }
}

async function read(request) {
  const parts = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > bodyBytesMax) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const [keyFile, journalFile, port = "0"] = process.argv.slice(2);
if (!journalFile) {
  console.error("usage: node receiver.mjs KEY_FILE JOURNAL [PORT]");
  process.exit(64);
}
const journal = new Journal(journalFile);

const server = createServer(async (request, response) => {
  try {
    const body = await read(request);
    if (!body) return response.writeHead(413, { connection: "close" }).end();
    // Read each time, so that a changed secret needs no restart.
    verify(request.headers, body, readFileSync(keyFile, "ascii").split(/\s+/).filter(Boolean));
    const event = JSON.parse(body);
    // That is all for now. The work waits in the journal for something else to do it: who does it here, before
    // answering, is late one day and gets everything twice.
    console.log(journal.take(request.headers["webhook-id"], event), event.type, event.data.rma ?? "");
    response.writeHead(204).end();
  } catch (error) {
    if (error instanceof Refused) {
      console.log("refused:", error.message);
      response.writeHead(401).end(error.message);
    } else {
      // Whatever it was, the message is not kept: it must come again.
      console.error(error);
      response.writeHead(500).end();
    }
  }
});
server.requestTimeout = 10_000;
server.listen(Number(port), "127.0.0.1", () => console.log(`listening on 127.0.0.1:${server.address().port}`));
