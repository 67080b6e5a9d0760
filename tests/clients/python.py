"""Infisical's Python SDK against a running server.

Usage: python.py SHOP, where SHOP is JSON with `host`, `clientId`, `clientSecret`, `projectId`
and `projectSlug`. Prints a line for each check, and runs all of them whatever fails.
"""

import datetime
import json
import os
import sys
import traceback

import requests
from infisical_sdk import InfisicalSDKClient
from infisical_sdk.infisical_requests import APIError

SHOP = json.loads(sys.argv[1])
ROOT = {"environment_slug": "dev", "secret_path": "/"}
HERE = {"project_id": SHOP["projectId"], **ROOT}
# An id that nothing has.
NOBODY = "0198c0de-0000-7000-8000-000000000000"


def client():
    # Without its cache, which would answer in the server's place.
    return InfisicalSDKClient(host=SHOP["host"], cache_ttl=None)


def signed_in():
    sdk = client()
    sdk.auth.universal_auth.login(client_id=SHOP["clientId"], client_secret=SHOP["clientSecret"])
    return sdk


def refused(statuses, action):
    try:
        action()
    except APIError as error:
        assert error.status_code in statuses, f"{error.status_code}: {error}"
        return error
    raise AssertionError(f"expected one of {statuses}")


def api(method, path, body=None):
    """What the SDK has no call for."""
    sdk = signed_in()
    answer = requests.request(
        method,
        f"{SHOP['host']}/api{path}",
        json=body,
        headers={"Authorization": f"Bearer {sdk.get_token()}"},
        timeout=30,
    )
    assert answer.status_code == 200, f"{method} {path}: {answer.status_code} {answer.text}"
    return answer.json()


def universal_auth_answers_with_a_grant():
    sdk = client()
    grant = sdk.auth.universal_auth.login(
        client_id=SHOP["clientId"], client_secret=SHOP["clientSecret"]
    )
    assert grant.tokenType == "Bearer"
    assert grant.expiresIn > 0 and grant.accessTokenMaxTTL >= grant.expiresIn
    assert sdk.get_token() == grant.accessToken
    # A login carries the token of the one before.
    sdk.auth.universal_auth.login(client_id=SHOP["clientId"], client_secret=SHOP["clientSecret"])


def a_wrong_secret_is_refused():
    error = refused(
        {401},
        lambda: client().auth.universal_auth.login(
            client_id=SHOP["clientId"], client_secret="wrong"
        ),
    )
    assert "Invalid credentials" in str(error)


def a_token_signs_in():
    token = signed_in().get_token()
    sdk = client()
    sdk.auth.token_auth.login(token=token)
    sdk.secrets.list_secrets(**HERE)


def an_identity_without_oidc_is_refused():
    refused({401, 404}, lambda: client().auth.oidc_auth.login(identity_id=NOBODY, jwt="a.b.c"))


def other_ways_to_sign_in_are_absent():
    os.environ.update(
        AWS_REGION="eu-central-1", AWS_ACCESS_KEY_ID="AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY="x"
    )
    refused({404}, lambda: client().auth.aws_auth.login(identity_id=NOBODY))
    refused(
        {404},
        lambda: client().auth.ldap_auth.login(identity_id=NOBODY, username="a", password="b"),
    )


def a_secret_lives_from_create_to_delete():
    secrets = signed_in().secrets
    made = secrets.create_secret_by_name(
        secret_name="PY_LIFE",
        secret_value="1",
        secret_comment="first",
        skip_multiline_encoding=True,
        secret_reminder_repeat_days=30,
        secret_reminder_note="look at it",
        secret_metadata=[{"key": "team", "value": "core"}],
        **HERE,
    )
    assert (made.secretKey, made.version) == ("PY_LIFE", 1)
    assert secrets.get_secret_by_name(secret_name="PY_LIFE", **HERE).secretValue == "1"
    assert (made.workspace, made.environment, made.type) == (SHOP["projectId"], "dev", "shared")
    assert made.secretComment == "first"
    assert made.secretReminderNote == "look at it"
    assert made.secretReminderRepeatDays == 30
    assert made.skipMultilineEncoding is True
    assert [(item["key"], item["value"]) for item in made.secretMetadata] == [("team", "core")]
    refused(
        {400},
        lambda: secrets.create_secret_by_name(secret_name="PY_LIFE", secret_value="2", **HERE),
    )
    changed = secrets.update_secret_by_name(
        current_secret_name="PY_LIFE", new_secret_name="PY_LIFE2", secret_value="2", **HERE
    )
    assert (changed.id, changed.version) == (made.id, 2)
    commented = secrets.update_secret_by_name(
        current_secret_name="PY_LIFE2", secret_comment="second", **HERE
    )
    assert commented.secretComment == "second"
    assert secrets.get_secret_by_name(secret_name="PY_LIFE2", **HERE).secretValue == "2"
    assert [item["key"] for item in commented.secretMetadata] == ["team"], "what is absent stays"
    first = secrets.get_secret_by_name(secret_name="PY_LIFE2", version="1", **HERE)
    assert (first.secretValue, first.version) == ("1", 1)
    refused({404}, lambda: secrets.get_secret_by_name(secret_name="PY_LIFE", **HERE))
    gone = secrets.delete_secret_by_name(secret_name="PY_LIFE2", **HERE)
    assert gone.id == made.id
    refused({404}, lambda: secrets.get_secret_by_name(secret_name="PY_LIFE2", **HERE))
    refused({404}, lambda: secrets.delete_secret_by_name(secret_name="PY_LIFE2", **HERE))


def a_slug_names_the_project_too():
    secrets = signed_in().secrets
    here = {"project_slug": SHOP["projectSlug"], **ROOT}
    secrets.create_secret_by_name(secret_name="PY_SLUG", secret_value="1", **here)
    assert secrets.get_secret_by_name(secret_name="PY_SLUG", **here).secretValue == "1"
    assert any(s.secretKey == "PY_SLUG" for s in secrets.list_secrets(**here).secrets)
    changed = secrets.update_secret_by_name(
        current_secret_name="PY_SLUG", secret_value="2", **here
    )
    assert changed.version == 2
    secrets.delete_secret_by_name(secret_name="PY_SLUG", **here)


def references_are_replaced_when_asked_for():
    secrets = signed_in().secrets
    secrets.create_secret_by_name(secret_name="PY_BASE", secret_value="b", **HERE)
    secrets.create_secret_by_name(secret_name="PY_REF", secret_value="${PY_BASE}!", **HERE)
    get = secrets.get_secret_by_name
    assert get(secret_name="PY_REF", **HERE).secretValue == "b!"
    raw = get(secret_name="PY_REF", expand_secret_references=False, **HERE)
    assert raw.secretValue == "${PY_BASE}!"
    listed = secrets.list_secrets(expand_secret_references=False, **HERE).secrets
    assert {s.secretKey: s.secretValue for s in listed}["PY_REF"] == "${PY_BASE}!"


def a_value_can_be_hidden():
    secrets = signed_in().secrets
    secrets.create_secret_by_name(secret_name="PY_HIDDEN", secret_value="h", **HERE)
    hidden = secrets.get_secret_by_name(
        secret_name="PY_HIDDEN", view_secret_value=False, **HERE
    )
    assert (hidden.secretValue, hidden.secretValueHidden) == ("<hidden-by-infisical>", True)
    listed = secrets.list_secrets(view_secret_value=False, **HERE).secrets
    assert all(secret.secretValueHidden for secret in listed)


def tags_are_set_filtered_by_and_cleared():
    project = SHOP["projectId"]
    tag = api("POST", f"/v1/projects/{project}/tags", {"slug": "py-tag", "color": ""})["tag"]
    secrets = signed_in().secrets
    made = secrets.create_secret_by_name(
        secret_name="PY_TAGGED", secret_value="1", tags_ids=[tag["id"]], **HERE
    )
    assert [found["slug"] for found in made.tags] == ["py-tag"]
    listed = secrets.list_secrets(tag_filters=["py-tag", "other"], **HERE).secrets
    assert [secret.secretKey for secret in listed] == ["PY_TAGGED"]
    cleared = secrets.update_secret_by_name(
        current_secret_name="PY_TAGGED", tags_ids=[], **HERE
    )
    assert cleared.tags == [], "an empty list clears"


def imports_come_apart_from_the_folders_own():
    project = SHOP["projectId"]
    secrets = signed_in().secrets
    there = {"project_id": project, "environment_slug": "prod", "secret_path": "/"}
    secrets.create_secret_by_name(secret_name="PY_IMPORTED", secret_value="i", **there)
    signed_in().folders.create_folder(
        name="py-importing", environment_slug="dev", project_id=project
    )
    body = {
        "workspaceId": project,
        "environment": "dev",
        "path": "/py-importing",
        "isReplication": False,
        "import": {"environment": "prod", "path": "/"},
    }
    api("POST", "/v1/secret-imports", body)
    here = {"project_id": project, "environment_slug": "dev", "secret_path": "/py-importing"}
    listed = secrets.list_secrets(**here)
    assert listed.secrets == []
    [group] = listed.imports
    assert (group.environment, group.secretPath) == ("prod", "/")
    # The SDK leaves these as they came.
    assert "PY_IMPORTED" in [secret["secretKey"] for secret in group.secrets]
    assert secrets.list_secrets(include_imports=False, **here).imports == []
    found = secrets.get_secret_by_name(secret_name="PY_IMPORTED", **here)
    assert found.secretValue == "i", "one by name is looked for in imports too"


def folders_live_from_create_to_delete():
    folders = signed_in().folders
    where = {"environment_slug": "dev", "project_id": SHOP["projectId"]}
    made = folders.create_folder(name="py-folder", description="for tests", **where)
    assert made.name == "py-folder" and made.id and made.envId
    child = folders.create_folder(name="inner", path="/py-folder", **where)
    listed = folders.list_folders(path="/", **where).folders
    assert "py-folder" in [folder.name for folder in listed]
    assert "inner" not in [folder.name for folder in listed]
    every = folders.list_folders(path="/", recursive=True, **where).folders
    assert "inner" in [folder.name for folder in every]
    since = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
    folders.list_folders(path="/", last_secret_modified=since, **where)
    seen = folders.get_folder_by_id(made.id)
    assert (seen.name, seen.projectId, seen.environment.envSlug) == (
        "py-folder",
        SHOP["projectId"],
        "dev",
    )
    renamed = folders.update_folder(folder_id=made.id, name="py-renamed", **where)
    assert (renamed.id, renamed.name) == (made.id, "py-renamed")
    refused({400}, lambda: folders.delete_folder(folder_id_or_name=made.id, **where))
    gone = folders.delete_folder(folder_id_or_name=child.id, path="/py-renamed", **where)
    assert gone.id == child.id
    folders.create_folder(name="inner", path="/py-renamed", **where)
    folders.delete_folder(folder_id_or_name="py-renamed", force_delete=True, **where)
    refused({404}, lambda: folders.get_folder_by_id(made.id))


def secrets_of_subfolders_come_when_asked_for():
    sdk = signed_in()
    sdk.folders.create_folder(
        name="py-deep", environment_slug="dev", project_id=SHOP["projectId"]
    )
    deep = {**HERE, "secret_path": "/py-deep"}
    sdk.secrets.create_secret_by_name(secret_name="PY_DEEP", secret_value="d", **deep)
    flat = sdk.secrets.list_secrets(**HERE).secrets
    assert "PY_DEEP" not in [secret.secretKey for secret in flat]
    every = sdk.secrets.list_secrets(recursive=True, **HERE).secrets
    paths = {secret.secretKey: secret.secretPath for secret in every}
    assert paths["PY_DEEP"] == "/py-deep"


def what_is_nowhere_is_not_found():
    secrets = signed_in().secrets
    nowhere = {"project_id": SHOP["projectId"], "environment_slug": "dev", "secret_path": "/no"}
    refused({404}, lambda: secrets.list_secrets(**nowhere))
    refused({404}, lambda: secrets.list_secrets(**{**HERE, "environment_slug": "nope"}))
    refused({403, 404}, lambda: secrets.list_secrets(**{**HERE, "project_id": NOBODY}))


def what_is_not_offered_is_absent():
    sdk = signed_in()
    refused({404}, lambda: sdk.kms.list_keys(project_id=SHOP["projectId"]))
    refused(
        {404},
        lambda: sdk.dynamic_secrets.get_by_name(
            name="x", project_slug=SHOP["projectSlug"], environment_slug="dev", path="/"
        ),
    )


CHECKS = [
    universal_auth_answers_with_a_grant,
    a_wrong_secret_is_refused,
    a_token_signs_in,
    an_identity_without_oidc_is_refused,
    other_ways_to_sign_in_are_absent,
    a_secret_lives_from_create_to_delete,
    a_slug_names_the_project_too,
    references_are_replaced_when_asked_for,
    a_value_can_be_hidden,
    tags_are_set_filtered_by_and_cleared,
    imports_come_apart_from_the_folders_own,
    folders_live_from_create_to_delete,
    secrets_of_subfolders_come_when_asked_for,
    what_is_nowhere_is_not_found,
    what_is_not_offered_is_absent,
]

failed = 0
for check in CHECKS:
    try:
        check()
        print("ok:", check.__name__)
    except Exception:  # each check says what failed, and the next one runs
        failed += 1
        print("failed:", check.__name__)
        traceback.print_exc()
sys.exit(1 if failed else 0)
