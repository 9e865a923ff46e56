// Checks badges with Digital Bazaar's verifier, which knows proofs inside alone, and tokens with Node's own cryptography.
// Standard input: {documents: {address: document}, badges: [badge], tokens: [{token, key}]}, a key as JWK.
// Standard output: for each badge, whether its proof and the list that tells of it are good, and whether the list revokes
// it: that does not make the proof bad, so the verifier leaves it to its caller. For each token, whether its signature is
// good. Nothing is fetched.
import { createPublicKey, verify } from "node:crypto";
import { text } from "node:stream/consumers";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { verifyCredential } from "@digitalbazaar/vc";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";

const { documents, badges, tokens } = JSON.parse(await text(process.stdin));

async function documentLoader(address) {
  const document = documents[address] ?? documents[address.split("#")[0]];
  if (!document) throw new Error(`not published: ${address}`);
  return { contextUrl: null, documentUrl: address, document };
}

function isSigned({ token, key }) {
  const [head, body, signature = ""] = token.split(".");
  const signed = Buffer.from(`${head}.${body}`);
  return verify("sha256", signed, createPublicKey({ key, format: "jwk" }), Buffer.from(signature, "base64url"));
}

const suite = new DataIntegrityProof({ cryptosuite });
const status = (options) => checkStatus({ ...options, suite, verifyBitstringStatusListCredential: true });
const answers = [];
for (const credential of badges) {
  const checked = await verifyCredential({ credential, suite, documentLoader, checkStatus: status });
  const revoked = checked.statusResult?.results?.some((result) => result.status) ?? null;
  answers.push({ good: checked.verified, revoked, why: checked.error?.errors?.map(String) ?? String(checked.error ?? "") });
}
for (const shown of tokens) answers.push({ good: isSigned(shown) });
console.log(JSON.stringify(answers));
