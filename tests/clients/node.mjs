// Infisical's Node.js SDK against a running server.
//
// Usage: node.mjs SHOP, where SHOP is JSON with `host`, `clientId`, `clientSecret`, `projectId` and
// `projectSlug`. Prints a line for each check, and runs all of them whatever fails. Packages are in
// the folder KEYFERRY_TEST_NODE_PATH.

import assert from "node:assert/strict";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.KEYFERRY_TEST_NODE_PATH}/`);
const { InfisicalSDK } = require("@infisical/sdk");

const shop = JSON.parse(process.argv[2]);
const here = { projectId: shop.projectId, environment: "dev" };
const { clientId, clientSecret } = shop;

const client = () => new InfisicalSDK({ siteUrl: shop.host });

async function signedIn() {
  const sdk = client();
  await sdk.auth().universalAuth.login({ clientId, clientSecret });
  return sdk;
}

async function refused(status, action) {
  await assert.rejects(action, (error) => {
    assert.equal(error.name, "InfisicalSDKRequestError", error.stack);
    assert.ok(error.message.includes(`[StatusCode=${status}]`), error.message);
    return true;
  });
}

// What the SDK has no call for.
async function api(method, path, body) {
  const sdk = await signedIn();
  const answer = await fetch(`${shop.host}/api${path}`, {
    method,
    headers: {
      authorization: `Bearer ${sdk.auth().getAccessToken()}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200, `${method} ${path}: ${await answer.clone().text()}`);
  return answer.json();
}

const checks = {
  async "a client signs in and renews"() {
    const sdk = await signedIn();
    const first = sdk.auth().getAccessToken();
    assert.ok(first);
    await sdk.auth().universalAuth.renew();
    assert.ok(sdk.auth().getAccessToken());
    await sdk.secrets().listSecrets(here);
  },

  async "a token signs in"() {
    const token = (await signedIn()).auth().getAccessToken();
    const sdk = client().auth().accessToken(token);
    await sdk.secrets().listSecrets(here);
  },

  async "a wrong secret is refused"() {
    await refused(401, () =>
      client().auth().universalAuth.login({ clientId, clientSecret: "wrong" }),
    );
  },

  async "a secret lives from create to delete"() {
    const secrets = (await signedIn()).secrets();
    const made = (
      await secrets.createSecret("NODE_LIFE", {
        ...here,
        secretValue: "v1",
        secretComment: "first",
        secretPath: "/",
        secretReminderNote: "look at it",
        secretReminderRepeatDays: 7,
        skipMultilineEncoding: true,
        type: "shared",
      })
    ).secret;
    assert.deepEqual(
      [made.secretKey, made.version, made.secretComment, made.type],
      ["NODE_LIFE", 1, "first", "shared"],
    );
    assert.equal(made.secretReminderNote, "look at it");
    assert.equal(made.secretReminderRepeatDays, 7);
    await refused(400, () => secrets.createSecret("NODE_LIFE", { ...here, secretValue: "x" }));
    const changed = (
      await secrets.updateSecret("NODE_LIFE", {
        ...here,
        secretValue: "v2",
        newSecretName: "NODE_LIFE2",
        metadata: { ignored: "yes" },
      })
    ).secret;
    assert.deepEqual([changed.id, changed.version], [made.id, 2]);
    const now = await secrets.getSecret({ ...here, secretName: "NODE_LIFE2" });
    assert.equal(now.secretValue, "v2");
    const first = await secrets.getSecret({
      ...here,
      secretName: "NODE_LIFE2",
      secretPath: "/",
      type: "shared",
      version: 1,
    });
    assert.deepEqual([first.secretValue, first.version], ["v1", 1]);
    const gone = (await secrets.deleteSecret("NODE_LIFE2", here)).secret;
    assert.equal(gone.id, made.id);
    await refused(404, () => secrets.getSecret({ ...here, secretName: "NODE_LIFE2" }));
  },

  async "a name with any character arrives whole"() {
    const secrets = (await signedIn()).secrets();
    const secretName = "Logging:LogLevel.Default";
    await secrets.createSecret(secretName, { ...here, secretValue: "Debug" });
    const found = await secrets.getSecret({ ...here, secretName });
    assert.deepEqual([found.secretKey, found.secretValue], [secretName, "Debug"]);
    await secrets.deleteSecret(secretName, here);
  },

  async "references are replaced when asked for"() {
    const secrets = (await signedIn()).secrets();
    await secrets.createSecret("NODE_BASE", { ...here, secretValue: "b" });
    await secrets.createSecret("NODE_REF", { ...here, secretValue: "${NODE_BASE}!" });
    const values = async (expandSecretReferences) => {
      const { secrets: all } = await secrets.listSecrets({ ...here, expandSecretReferences });
      return all.find((secret) => secret.secretKey === "NODE_REF").secretValue;
    };
    assert.equal(await values(true), "b!");
    assert.equal(await values(false), "${NODE_BASE}!");
  },

  async "a value can be hidden"() {
    const secrets = (await signedIn()).secrets();
    await secrets.createSecret("NODE_HIDDEN", { ...here, secretValue: "h" });
    const hidden = await secrets.getSecret({
      ...here,
      secretName: "NODE_HIDDEN",
      viewSecretValue: false,
    });
    assert.deepEqual(
      [hidden.secretValue, hidden.secretValueHidden],
      ["<hidden-by-infisical>", true],
    );
  },

  async "tags are set and filtered by"() {
    const { tag } = await api("POST", `/v1/projects/${shop.projectId}/tags`, {
      slug: "node-tag",
      color: "",
    });
    const secrets = (await signedIn()).secrets();
    await secrets.createSecret("NODE_TAGGED", { ...here, secretValue: "t", tagIds: [tag.id] });
    const { secrets: tagged } = await secrets.listSecrets({ ...here, tagSlugs: ["node-tag"] });
    assert.deepEqual(
      tagged.map((secret) => secret.secretKey),
      ["NODE_TAGGED"],
    );
  },

  async "imported secrets give way to the folder's own"() {
    const sdk = await signedIn();
    const prod = { ...here, environment: "prod" };
    await sdk.secrets().createSecret("NODE_IMPORTED", { ...prod, secretValue: "theirs" });
    await sdk.secrets().createSecret("NODE_BOTH", { ...prod, secretValue: "theirs" });
    await sdk.folders().create({ name: "node-importing", path: "/", ...here });
    const inside = { ...here, secretPath: "/node-importing" };
    await sdk.secrets().createSecret("NODE_BOTH", { ...inside, secretValue: "ours" });
    await api("POST", "/v1/secret-imports", {
      workspaceId: shop.projectId,
      environment: "dev",
      path: "/node-importing",
      isReplication: false,
      import: { environment: "prod", path: "/" },
    });
    const merged = await sdk.secrets().listSecretsWithImports(inside);
    const values = Object.fromEntries(merged.map((s) => [s.secretKey, s.secretValue]));
    assert.equal(values.NODE_IMPORTED, "theirs");
    assert.equal(values.NODE_BOTH, "ours");
    const apart = await sdk.secrets().listSecrets({ ...inside, includeImports: true });
    assert.deepEqual(
      apart.secrets.map((secret) => secret.secretKey),
      ["NODE_BOTH"],
    );
    assert.equal(apart.imports[0].environment, "prod");
  },

  async "folders are made and listed"() {
    const folders = (await signedIn()).folders();
    const made = await folders.create({
      name: "node-folder",
      path: "/",
      description: "for tests",
      ...here,
    });
    assert.equal(made.name, "node-folder");
    await folders.create({ name: "inner", path: "/node-folder", ...here });
    const flat = await folders.listFolders({ path: "/", recursive: false, ...here });
    assert.ok(flat.some((folder) => folder.id === made.id));
    const every = await folders.listFolders({ path: "/", recursive: true, ...here });
    assert.ok(every.some((folder) => folder.name === "inner"));
  },

  async "a project and an environment are made"() {
    const sdk = await signedIn();
    const project = await sdk.projects().create({
      projectName: "Node project",
      type: "secret-manager",
      projectDescription: "for tests",
      slug: "node-project",
    });
    assert.deepEqual(
      [project.slug, project.type, project.description],
      ["node-project", "secret-manager", "for tests"],
    );
    const environment = await sdk.environments().create({
      name: "QA",
      projectId: project.id,
      slug: "qa",
      position: 4,
    });
    assert.deepEqual([environment.slug, environment.position], ["qa", 4]);
    await sdk.secrets().createSecret("A", {
      projectId: project.id,
      environment: "qa",
      secretValue: "1",
    });
  },

  async "what is not offered is absent"() {
    const sdk = await signedIn();
    await refused(404, () => sdk.kms().keys().getByName({ projectId: shop.projectId, name: "x" }));
    await refused(404, () =>
      sdk.dynamicSecrets().delete("x", {
        projectSlug: shop.projectSlug,
        environmentSlug: "dev",
      }),
    );
    await refused(404, () =>
      sdk.projects().inviteMembers({ projectId: shop.projectId, emails: ["a@shop.example"] }),
    );
  },
};

for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`ok: ${name}`);
  } catch (error) {
    console.log(`failed: ${name}`);
    console.error(error);
    process.exitCode = 1;
  }
}
