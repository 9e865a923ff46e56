// Checks badges with Digital Bazaar's verifier. Standard input: {documents: {address: document}, badges: [badge]}.
// Standard output: for each badge, whether its proof and the list that tells of it are good, and whether the list revokes
// it: that does not make the proof bad, so the verifier leaves it to its caller. Nothing is fetched.
import { text } from "node:stream/consumers";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { verifyCredential } from "@digitalbazaar/vc";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";

const { documents, badges } = JSON.parse(await text(process.stdin));

async function documentLoader(address) {
  const document = documents[address] ?? documents[address.split("#")[0]];
  if (!document) throw new Error(`not published: ${address}`);
  return { contextUrl: null, documentUrl: address, document };
}

const suite = new DataIntegrityProof({ cryptosuite });
const status = (options) => checkStatus({ ...options, suite, verifyBitstringStatusListCredential: true });
const answers = [];
for (const credential of badges) {
  const checked = await verifyCredential({ credential, suite, documentLoader, checkStatus: status });
  const revoked = checked.statusResult?.results?.some((result) => result.status) ?? null;
  answers.push({ good: checked.verified, revoked, why: checked.error?.errors?.map(String) ?? String(checked.error ?? "") });
}
console.log(JSON.stringify(answers));
