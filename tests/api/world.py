"""Things that exist, and for every operation of the API's description a call that should succeed.

A call is made from the operation's own example: ids and names in it are replaced by those of things
that were made for it. So the examples are held to what they show.
"""

import copy
import itertools
import time
import uuid

import requests

APP = "azure-app-configuration"
AUDIENCE = "https://azconfig.io"
# The object id of the application that signs in by client secret.
SERVICE_PRINCIPAL = "5e1ec7ed-3333-4a5b-8c6d-0000000000c1"
NEXT_SECRET = "the-next-secret-of-everybody"
EMAIL, PASSWORD = "ada@shop.example", "correct horse battery staple 7781"
counter = itertools.count(1)


def fresh(stem):
    """A name that nothing else has."""
    return f"{stem}-{next(counter)}-{uuid.uuid4().hex[:6]}"


class Client:
    """Somebody who calls the API."""

    def __init__(self, url, token=None):
        self.url, self.token = url.rstrip("/"), token
        self.session = requests.Session()

    def call(self, method, path, query=None, body=None):
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.session.request(
            method, self.url + path, params=query, json=body, headers=headers, timeout=60
        )

    def must(self, method, path, body=None, query=None):
        reply = self.call(method, path, query, body)
        assert reply.status_code == 200, f"{method} {path}: {reply.status_code} {reply.text}"
        return reply.json()


class Operation:
    """One operation of the description."""

    def __init__(self, method, path, spec):
        self.method, self.path, self.spec = method.upper(), path, spec

    def __str__(self):
        return f"{self.method} {self.path}"

    @property
    def parameters(self):
        return self.spec.get("parameters", [])

    @property
    def example(self):
        content = self.spec.get("requestBody", {}).get("content", {})
        return copy.deepcopy(content.get("application/json", {}).get("example"))

    @property
    def required(self):
        """The fields that its body has to have."""
        content = self.spec.get("requestBody", {}).get("content", {})
        return content.get("application/json", {}).get("schema", {}).get("required", [])


def operations(document):
    for path, item in document["paths"].items():
        for method, spec in item.items():
            if method in ("get", "post", "put", "patch", "delete"):
                yield Operation(method, path, spec)


class Call:
    def __init__(self, method, path, query, body):
        self.method, self.path, self.query, self.body = method, path, query, body

    def by(self, client):
        return client.call(self.method, self.path, self.query, self.body)


class Project:
    """A project with something of everything in it."""

    def __init__(self, world, slug=None):
        self.world, self.admin = world, world.admin
        slug = slug or fresh("shop")
        body = {"projectName": slug, "slug": slug}
        made = self.admin.must("POST", "/api/v2/workspace", body)["project"]
        self.id, self.slug = made["id"], made["slug"]
        self.environment = "dev"
        self.kept = {}

    def thing(self, kind, new):
        """What identifies a thing of this kind: one made now, or one that is kept for reading."""
        make = getattr(self, f"make_{kind}")
        if new:
            return make()
        if kind not in self.kept:
            self.kept[kind] = make()
        return self.kept[kind]

    def place(self, path="/"):
        return {"workspaceId": self.id, "environment": self.environment, "secretPath": path}

    def make_secret(self):
        name = fresh("KEY").upper().replace("-", "_")
        body = {**self.place(), "secretValue": "a value"}
        made = self.admin.must("POST", f"/api/v3/secrets/raw/{name}", body)
        return made["secret"]

    def make_changed_secret(self):
        secret = self.make_secret()
        body = {**self.place(), "secretValue": "another value"}
        path = f"/api/v3/secrets/raw/{secret['secretKey']}"
        return self.admin.must("PATCH", path, body)["secret"]

    def make_folder(self):
        body = {"workspaceId": self.id, "environment": self.environment, "name": fresh("f"), "path": "/"}
        return self.admin.must("POST", "/api/v1/folders", body)["folder"]

    def make_environment(self):
        slug = fresh("env")
        body = {"name": slug, "slug": slug}
        path = f"/api/v1/workspace/{self.id}/environments"
        return self.admin.must("POST", path, body)["environment"]

    def make_tag(self):
        body = {"slug": fresh("tag"), "name": "Tag", "color": "#336699"}
        return self.admin.must("POST", f"/api/v1/workspace/{self.id}/tags", body)["workspaceTag"]

    def make_import(self):
        source = self.make_folder()
        into = self.make_folder()
        body = {
            "workspaceId": self.id,
            "environment": self.environment,
            "path": into["path"],
            "import": {"environment": self.environment, "path": source["path"]},
        }
        made = self.admin.must("POST", "/api/v1/secret-imports", body)["secretImport"]
        return {**made, "path": into["path"]}

    def make_role(self):
        body = {
            "slug": fresh("role"),
            "name": "Reader",
            "permissions": [{"subject": "secrets", "action": ["readValue"]}],
        }
        return self.admin.must("POST", f"/api/v2/workspace/{self.id}/roles", body)["role"]

    def make_membership(self):
        identity = self.world.make_identity()
        path = f"/api/v2/workspace/{self.id}/identity-memberships/{identity['id']}"
        made = self.admin.must("POST", path, {"roles": [{"role": "viewer"}]})
        return made["identityMembership"]

    def make_connection(self):
        body = {
            "name": fresh("c"),
            "method": "client-secret",
            "projectId": self.id,
            "credentials": self.world.credentials(),
        }
        made = self.admin.must("POST", f"/api/v1/app-connections/{APP}", body)
        return made["appConnection"]

    def make_machine(self):
        return self.world.make_identity()

    def make_universal_auth(self):
        return self.world.make_machine()

    def make_token_auth(self):
        identity = self.world.make_identity()
        path = f"/api/v1/auth/token-auth/identities/{identity['id']}"
        self.admin.must("POST", path, {})
        made = self.admin.must("POST", f"{path}/tokens", {"name": fresh("token")})
        return {**identity, "tokenId": made["tokenData"]["id"]}

    def make_azure_auth(self):
        identity = self.world.make_identity()
        path = f"/api/v1/auth/azure-auth/identities/{identity['id']}"
        self.admin.must("POST", path, {"tenantId": self.world.azure["tenant_id"]})
        return identity

    def make_oidc_auth(self):
        identity = self.world.make_identity()
        path = f"/api/v1/auth/oidc-auth/identities/{identity['id']}"
        body = {
            "oidcDiscoveryUrl": "https://token.example.com",
            "boundIssuer": "https://token.example.com",
            "boundSubject": "robot",
        }
        self.admin.must("POST", path, body)
        return identity

    def make_run(self):
        sync = self.thing("sync", new=False)
        path = f"/api/v1/secret-syncs/{APP}/{sync['id']}"
        return self.run(path)

    def make_azure_trusted(self):
        identity = self.world.make_identity()
        path = f"/api/v1/auth/azure-auth/identities/{identity['id']}"
        azure = self.world.azure
        body = {"tenantId": azure["tenant_id"], "resource": AUDIENCE}
        self.admin.must("POST", path, body)
        return identity

    def make_oidc_trusted(self):
        identity = self.world.make_identity()
        azure = self.world.azure
        issuer = f"{azure['authority']}/{azure['tenant_id']}/v2.0"
        body = {"oidcDiscoveryUrl": issuer, "boundIssuer": issuer, "boundAudiences": AUDIENCE}
        path = f"/api/v1/auth/oidc-auth/identities/{identity['id']}"
        self.admin.must("POST", path, body)
        return identity

    def make_held_sync(self):
        """A sync whose source became empty, which waits to be confirmed."""
        sync = self.make_sync()
        place = {**self.place(sync["folder"]["path"])}
        path = f"/api/v1/secret-syncs/{APP}/{sync['id']}"
        names = [f"HELD_{number}" for number in range(3)]
        for name in names:
            self.admin.must("POST", f"/api/v3/secrets/raw/{name}", {**place, "secretValue": "x"})
        self.run(path)
        for name in names:
            self.admin.must("DELETE", f"/api/v3/secrets/raw/{name}", place)
        self.run(path)
        plan = self.admin.must("POST", f"{path}/plan", {})
        return {**sync, "fingerprint": plan["plan"]["fingerprint"]}

    def run(self, path):
        """Runs a sync and waits until the run has ended."""
        runs = len(self.admin.must("GET", f"{path}/runs")["runs"])
        self.admin.must("POST", f"{path}/sync-secrets", {})
        for _ in range(400):
            found = self.admin.must("GET", f"{path}/runs")["runs"]
            if len(found) > runs and found[0]["finishedAt"]:
                return found[0]
            time.sleep(0.05)
        raise AssertionError("the sync does not run")

    def make_sync(self):
        connection = self.thing("connection", new=False)
        folder = self.make_folder()
        body = {
            "name": fresh("s"),
            "projectId": self.id,
            "connectionId": connection["id"],
            "environment": self.environment,
            "secretPath": folder["path"],
            "isAutoSyncEnabled": False,
            "syncOptions": {"initialSyncBehavior": "overwrite-destination"},
            "destinationConfig": {
                "configurationUrl": self.world.azure["https_endpoint"],
                "label": fresh("label"),
            },
        }
        return self.admin.must("POST", f"/api/v1/secret-syncs/{APP}", body)["secretSync"]


class World:
    """One instance, seen by an admin of its organization."""

    def __init__(self, url, setup_code, azure):
        self.azure = azure
        # How many syncs that wait for a confirmation may be made.
        self.held_syncs = 100
        self.admin = Client(url)
        request = {
            "email": EMAIL,
            "password": PASSWORD,
            "organization": "Shop",
            "setupToken": setup_code,
        }
        made = self.admin.must("POST", "/api/v1/admin/bootstrap", request)
        self.admin.token = made["identity"]["credentials"]["token"]
        self.organization = made["organization"]
        self.document = self.admin.must("GET", "/api/docs/openapi.json")
        self._accept_another_secret()

    def _accept_another_secret(self):
        app = {
            "client_id": self.azure["client_id"],
            "service_principal": SERVICE_PRINCIPAL,
            "tenant_id": self.azure["tenant_id"],
            "name": "Keyferry",
            "secrets": [{"value": self.azure["client_secret"]}, {"value": NEXT_SECRET}],
        }
        reply = requests.post(f"{self.azure['admin_endpoint']}/apps", json=app, timeout=60)
        assert reply.ok, reply.text

    def person(self):
        """The admin in a browser."""
        client = Client(self.admin.url)
        form = {"email": EMAIL, "password": PASSWORD}
        reply = client.session.post(client.url + "/sign-in", data=form, timeout=60)
        assert reply.status_code == 200, reply.text
        return client

    def operations(self):
        return list(operations(self.document))

    def credentials(self):
        """What the app connections of this world sign in with."""
        return {
            "tenantId": self.azure["tenant_id"],
            "clientId": self.azure["client_id"],
            "clientSecret": self.azure["client_secret"],
        }

    def azure_token(self):
        """A token of the emulator for the audience that machines sign in with."""
        azure = self.azure
        url = f"{azure['authority']}/{azure['tenant_id']}/oauth2/v2.0/token"
        form = {
            "grant_type": "client_credentials",
            "client_id": azure["client_id"],
            "client_secret": azure["client_secret"],
            "scope": f"{AUDIENCE}/.default",
        }
        reply = requests.post(url, data=form, verify=azure["ca_file"], timeout=60)
        assert reply.status_code == 200, reply.text
        return reply.json()["access_token"]

    def make_identity(self, role="no-access"):
        body = {"name": fresh("machine"), "organizationId": self.organization["id"], "role": role}
        return self.admin.must("POST", "/api/v1/identities", body)["identity"]

    def make_machine(self, role="no-access"):
        """An identity that can sign in, with what it signs in with."""
        identity = self.make_identity(role)
        path = f"/api/v1/auth/universal-auth/identities/{identity['id']}"
        auth = self.admin.must("POST", path, {})["identityUniversalAuth"]
        secret = self.admin.must("POST", f"{path}/client-secrets", {})
        return {
            **identity,
            "clientId": auth["clientId"],
            "clientSecret": secret["clientSecret"],
            "clientSecretId": secret["clientSecretData"]["id"],
        }

    def sign_in(self, machine):
        body = {"clientId": machine["clientId"], "clientSecret": machine["clientSecret"]}
        grant = self.admin.must("POST", "/api/v1/auth/universal-auth/login", body)
        return Client(self.admin.url, grant["accessToken"])

    # Calls that should succeed.

    def call(self, operation, project, new=None):
        """A call of the operation that an admin may make and that succeeds.

        New things are made for it unless it only reads.
        """
        new = operation.method != "GET" if new is None else new
        context = Context(self, project, operation, new)
        path, query = operation.path, {}
        for parameter in operation.parameters:
            name = parameter["name"]
            if parameter["in"] == "path":
                path = path.replace("{%s}" % name, str(context.segment(name)))
            elif parameter.get("required") or name in PLACE:
                query[name] = context.field(name, None)
        body = context.filled(operation.example)
        adjust = ADJUSTED.get(str(operation))
        if adjust:
            body = adjust(context, body)
        return Call(operation.method, path, query, body)


PLACE = ("workspaceId", "projectId", "environment")

# What only people do, in their browsers.
FOR_PEOPLE = {"POST /api/v1/app-connections/{app}/oauth/start"}
# What making the world has done, and can be done once only.
ONCE = {"POST /api/v1/admin/bootstrap"}


def changes_the_project(operation):
    """Whether the project is not the same afterwards, so that nothing else should need it."""
    parts = operation.path.rsplit("/", 2)
    return operation.method in ("DELETE", "PATCH") and parts[-2] in ("workspace", "projects")


class Context:
    """What the fields of one call stand for."""

    def __init__(self, world, project, operation, new):
        self.world, self.project, self.operation, self.new = world, project, operation, new
        self.made = {}

    def thing(self, kind):
        if kind not in self.made:
            self.made[kind] = self.project.thing(kind, self.new)
        return self.made[kind]

    def segment(self, name):
        """A variable part of the path."""
        before = self.operation.path.split("{%s}" % name)[0].rstrip("/").rsplit("/", 1)[-1]
        special = SEGMENTS.get((before, name)) or SEGMENTS.get(name)
        assert special, f"{self.operation}: nothing is known to stand for {name} after {before}"
        return special(self)

    def field(self, name, shown):
        """A field of the query or body."""
        known = FIELDS.get(name)
        return known(self) if known else shown

    def filled(self, example):
        if isinstance(example, dict):
            return {
                name: self.field(name, None) if name in FIELDS else self.filled(value)
                for name, value in example.items()
            }
        if isinstance(example, list):
            return [self.filled(one) for one in example]
        return example


def identity(context):
    """The machine identity that a path names, as far along as the operation needs it."""
    path, creates = context.operation.path, context.operation.method == "POST"
    if "memberships" in path:
        if creates:
            return context.world.make_identity()["id"]
        return context.thing("membership")["identityId"]
    for kind in ("azure-auth", "oidc-auth", "token-auth", "universal-auth"):
        if f"/{kind}/" in path:
            attaches = creates and path.endswith("{identityId}")
            return context.thing("machine" if attaches else kind.replace("-", "_"))["id"]
    return context.thing("machine")["id"]


def slug_of(context):
    path = context.operation.path
    if "/tags/" in path:
        return context.thing("tag")["slug"]
    if "/environments/" in path:
        return context.thing("environment")["slug"]
    return context.project.slug


def secret_name(context):
    creates = context.operation.method == "POST"
    return fresh("KEY") if creates else context.thing("secret")["secretKey"]


def name_of_a_secret_there(context):
    creates = context.operation.method == "POST"
    return fresh("KEY") if creates else context.thing("secret")["secretKey"]


def secret_id(context):
    versions = "/secret-versions" in context.operation.path
    return context.thing("changed_secret" if versions else "secret")["id"]


SEGMENTS = {
    "app": lambda c: APP,
    "destination": lambda c: APP,
    "projectId": lambda c: c.project.id,
    "projectSlug": lambda c: c.project.slug,
    "slug": slug_of,
    "environmentId": lambda c: c.thing("environment")["id"],
    "folderIdOrName": lambda c: c.thing("folder")["id"],
    "secretId": secret_id,
    "version": lambda c: 1,
    ("raw", "name"): secret_name,
    ("secrets", "name"): secret_name,
    ("connection-name", "name"): lambda c: c.thing("connection")["name"],
    ("sync-name", "name"): lambda c: c.thing("sync")["name"],
    "connectionId": lambda c: c.thing("connection")["id"],
    "syncId": lambda c: c.thing(kind_of_sync(c))["id"],
    "runId": lambda c: c.thing("run")["id"],
    "tagId": lambda c: c.thing("tag")["id"],
    "secretImportId": lambda c: c.thing("import")["id"],
    "roleId": lambda c: c.thing("role")["id"],
    "roleSlug": lambda c: c.thing("role")["slug"],
    "membershipId": lambda c: c.thing("membership")["id"],
    "identityId": identity,
    "clientSecretId": lambda c: c.thing("universal_auth")["clientSecretId"],
    "tokenId": lambda c: c.thing("token_auth")["tokenId"],
}

def in_project(context, body):
    return {**body, "projectId": context.project.id}


def between_folders(context, body):
    environment = context.project.environment
    target = context.project.make_folder()["path"]
    moved = {"environment": environment, "path": target}
    if context.operation.method == "POST":
        return {**body, "path": context.project.make_folder()["path"], "import": moved}
    body = {**body, "path": context.thing("import")["path"]}
    return {**body, "import": moved} if "import" in body else body


def by_machine(kind):
    def login(context, body):
        machine = context.project.thing(f"{kind}_trusted", new=False)
        return {"identityId": machine["id"], "jwt": context.world.azure_token()}

    return login


def other_secret(context, body):
    return {"credentials": {**context.world.credentials(), "clientSecret": NEXT_SECRET}}


def kind_of_sync(context):
    """Only a sync that waits can be confirmed. To make one takes a while."""
    if not context.operation.path.endswith("/confirm") or context.world.held_syncs == 0:
        return "sync"
    return "held_sync"


def held_plan(context, body):
    kind = kind_of_sync(context)
    if kind == "sync":
        return body
    fingerprint = context.thing(kind)["fingerprint"]
    context.world.held_syncs -= 1
    return {"fingerprint": fingerprint}


# What the example of an operation needs besides names and ids.
ADJUSTED = {
    "POST /api/v1/app-connections/{app}": in_project,
    "PUT /api/v1/app-connections/{app}/{connectionId}/next-credentials": other_secret,
    "POST /api/v1/auth/azure-auth/login": by_machine("azure"),
    "POST /api/v1/auth/oidc-auth/login": by_machine("oidc"),
    "POST /api/v1/secret-imports": between_folders,
    "PATCH /api/v1/secret-imports/{secretImportId}": between_folders,
    "DELETE /api/v1/secret-imports/{secretImportId}": between_folders,
    "POST /api/v1/secret-syncs/{destination}/{syncId}/confirm": held_plan,
}

FIELDS = {
    "workspaceId": lambda c: c.project.id,
    "projectId": lambda c: c.project.id,
    "projectSlug": lambda c: c.project.slug,
    "workspaceSlug": lambda c: c.project.slug,
    "environment": lambda c: c.project.environment,
    "organizationId": lambda c: c.world.organization["id"],
    "slug": lambda c: fresh("slug"),
    "name": lambda c: fresh("name"),
    "projectName": lambda c: fresh("project"),
    "newSecretName": lambda c: fresh("KEY"),
    "secretKey": name_of_a_secret_there,
    "secretName": name_of_a_secret_there,
    "connectionId": lambda c: c.thing("connection")["id"],
    "tagIds": lambda c: [],
    "label": lambda c: fresh("label"),
    "store": lambda c: c.world.azure["https_endpoint"],
    "format": lambda c: "env",
    "importBehavior": lambda c: "prioritize-source",
    "configurationUrl": lambda c: c.world.azure["https_endpoint"],
    "credentials": lambda c: c.world.credentials(),
    "clientId": lambda c: c.thing("universal_auth")["clientId"],
    "clientSecret": lambda c: c.thing("universal_auth")["clientSecret"],
    "accessToken": lambda c: c.world.sign_in(c.thing("universal_auth")).token,
}
