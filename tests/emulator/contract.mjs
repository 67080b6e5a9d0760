// Microsoft's JavaScript SDK against a running emulator.
//
// Usage: node contract.mjs DESCRIPTION, where DESCRIPTION is the JSON that
// `keyferry emulator --output json` prints. KEYFERRY_TEST_NODE_PATH names the folder with
// node_modules; the CA comes by NODE_EXTRA_CA_CERTS.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.KEYFERRY_TEST_NODE_PATH, "contract.js"));
const { AppConfigurationClient } = require("@azure/app-configuration");
const { ClientSecretCredential } = require("@azure/identity");

const ITEMS = 205;
const emulator = JSON.parse(process.argv[2]);

async function setAndGet(client, prefix) {
  const key = `${prefix}:a/b c`;
  const written = await client.setConfigurationSetting({
    key,
    value: "grün",
    label: "prod",
    contentType: "text/plain",
    tags: { team: "core" },
  });
  const read = await client.getConfigurationSetting({ key, label: "prod" });
  assert.equal(read.value, "grün");
  assert.equal(read.contentType, "text/plain");
  assert.deepEqual(read.tags, { team: "core" });
  assert.equal(read.etag, written.etag);
  const plain = await client.setConfigurationSetting({ key, value: "unlabelled" });
  assert.equal(plain.label ?? null, null);
}

async function addConflicts(client, prefix) {
  const key = `${prefix}:once`;
  await client.addConfigurationSetting({ key, value: "1" });
  await assert.rejects(client.addConfigurationSetting({ key, value: "2" }), { statusCode: 412 });
}

async function listOverThreePages(client, prefix) {
  for (let number = 0; number < ITEMS; number += 1) {
    await client.setConfigurationSetting({
      key: `${prefix}:list:${String(number).padStart(3, "0")}`,
      value: String(number),
      label: "many",
      tags: { odd: String(number % 2) },
    });
  }
  const keyFilter = `${prefix}:list:*`;
  const sizes = [];
  const values = [];
  const pages = client.listConfigurationSettings({ keyFilter, labelFilter: "many" }).byPage();
  for await (const page of pages) {
    sizes.push(page.items.length);
    values.push(...page.items.map((item) => item.value));
  }
  assert.deepEqual(sizes, [100, 100, 5]);
  assert.deepEqual(values, Array.from({ length: ITEMS }, (_, number) => String(number)));
  let odd = 0;
  for await (const item of client.listConfigurationSettings({ keyFilter, tagsFilter: ["odd=1"] })) {
    assert.equal(Number(item.value) % 2, 1);
    odd += 1;
  }
  assert.equal(odd, Math.floor(ITEMS / 2));
  const unlabelled = client.listConfigurationSettings({
    keyFilter: `${prefix}:*`,
    labelFilter: "\0",
  });
  for await (const item of unlabelled) {
    assert.equal(item.label ?? null, null);
  }
}

async function conditionalGet(client, prefix) {
  const key = `${prefix}:once`;
  const read = await client.getConfigurationSetting({ key });
  const unchanged = await client.getConfigurationSetting(read, { onlyIfChanged: true });
  assert.equal(unchanged.statusCode, 304);
  await client.setConfigurationSetting({ key, value: "3" });
  const changed = await client.getConfigurationSetting(read, { onlyIfChanged: true });
  assert.equal(changed.value, "3");
  await assert.rejects(
    client.setConfigurationSetting({ ...read, value: "4" }, { onlyIfUnchanged: true }),
    { statusCode: 412 },
  );
}

async function lockAndUnlock(client, prefix) {
  const key = `${prefix}:locked`;
  const item = await client.setConfigurationSetting({ key, value: "1" });
  const locked = await client.setReadOnly({ key }, true);
  assert.equal(locked.isReadOnly, true);
  assert.notEqual(locked.etag, item.etag);
  await assert.rejects(client.setConfigurationSetting({ key, value: "2" }), { statusCode: 409 });
  await assert.rejects(client.deleteConfigurationSetting({ key }), { statusCode: 409 });
  assert.equal((await client.setReadOnly({ key }, false)).isReadOnly, false);
  assert.equal((await client.setConfigurationSetting({ key, value: "2" })).value, "2");
}

async function deleteOnce(client, prefix) {
  const key = `${prefix}:locked`;
  assert.equal((await client.deleteConfigurationSetting({ key })).statusCode, 200);
  assert.equal((await client.deleteConfigurationSetting({ key })).statusCode, 204);
  await assert.rejects(client.getConfigurationSetting({ key }), { statusCode: 404 });
}

async function listRevisions(client, prefix) {
  const values = [];
  for await (const revision of client.listRevisions({ keyFilter: `${prefix}:once` })) {
    values.push(revision.value);
  }
  assert.deepEqual(values, ["3", "1"]);
}

const CHECKS = [
  setAndGet,
  addConflicts,
  listOverThreePages,
  conditionalGet,
  lockAndUnlock,
  deleteOnce,
  listRevisions,
];

function credential(secret) {
  return new ClientSecretCredential(emulator.tenant_id, emulator.client_id, secret, {
    authorityHost: emulator.authority,
    disableInstanceDiscovery: true,
  });
}

const clients = {
  "connection string over http": new AppConfigurationClient(emulator.connection_string, {
    allowInsecureConnection: true,
  }),
  "client secret over https": new AppConfigurationClient(
    emulator.https_endpoint,
    credential(emulator.client_secret),
  ),
};
for (const [number, [name, client]] of Object.entries(clients).entries()) {
  for (const check of CHECKS) {
    await check(client, `js${number}`);
    console.log(`ok: ${name}: ${check.name}`);
  }
}
const wrong = new AppConfigurationClient(emulator.https_endpoint, credential("not the secret"));
await assert.rejects(wrong.getConfigurationSetting({ key: "js0:once" }), /AADSTS7000215/);
console.log("ok: a wrong client secret is AADSTS7000215");
