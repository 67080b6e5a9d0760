"""Microsoft's Python SDK against a running emulator.

Usage: contract.py DESCRIPTION, where DESCRIPTION is the JSON that
`keyferry emulator --output json` prints. Trusts the CA in REQUESTS_CA_BUNDLE.
"""

import json
import sys

from azure.appconfiguration import (
    AzureAppConfigurationClient,
    ConfigurationSetting,
    ResourceReadOnlyError,
)
from azure.core import MatchConditions
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
)
from azure.identity import ClientSecretCredential

ITEMS = 205


def refused_with(kind, action):
    try:
        action()
    except kind as error:
        return error
    raise AssertionError(f"expected {kind.__name__}")


def setting(key, value, label=None, **more):
    return ConfigurationSetting(key=key, value=value, label=label, **more)


def set_and_get(client, prefix):
    written = client.set_configuration_setting(
        setting(f"{prefix}:a/b c", "grün", "prod", content_type="text/plain", tags={"team": "core"})
    )
    read = client.get_configuration_setting(f"{prefix}:a/b c", label="prod")
    assert (read.value, read.content_type, read.tags) == ("grün", "text/plain", {"team": "core"})
    assert read.etag == written.etag
    assert read.last_modified is not None
    plain = client.set_configuration_setting(setting(f"{prefix}:a/b c", "unlabelled"))
    assert plain.label is None
    assert client.get_configuration_setting(f"{prefix}:a/b c", label="prod").value == "grün"


def add_conflicts(client, prefix):
    client.add_configuration_setting(setting(f"{prefix}:once", "1"))
    refused_with(
        ResourceExistsError,
        lambda: client.add_configuration_setting(setting(f"{prefix}:once", "2")),
    )
    assert client.get_configuration_setting(f"{prefix}:once").value == "1"


def list_over_three_pages(client, prefix):
    for number in range(ITEMS):
        client.set_configuration_setting(
            setting(f"{prefix}:list:{number:03}", str(number), "many", tags={"odd": str(number % 2)})
        )
    listed = client.list_configuration_settings(key_filter=f"{prefix}:list:*", label_filter="many")
    pages = [list(page) for page in listed.by_page()]
    assert [len(page) for page in pages] == [100, 100, 5], [len(page) for page in pages]
    values = [item.value for page in pages for item in page]
    assert values == [str(number) for number in range(ITEMS)]
    odd = client.list_configuration_settings(key_filter=f"{prefix}:list:*", tags_filter=["odd=1"])
    assert len(list(odd)) == ITEMS // 2
    unlabelled = client.list_configuration_settings(key_filter=f"{prefix}:*", label_filter="\0")
    assert all(item.label is None for item in unlabelled)
    narrow = list(
        client.list_configuration_settings(key_filter=f"{prefix}:list:000", fields=["key", "value"])
    )
    assert [(item.key, item.value, item.etag) for item in narrow] == [
        (f"{prefix}:list:000", "0", None)
    ]
    labels = {label.name for label in client.list_labels()}
    assert {None, "prod", "many"} <= labels, labels


def conditional_get(client, prefix):
    read = client.get_configuration_setting(f"{prefix}:once")
    unchanged = client.get_configuration_setting(
        f"{prefix}:once", etag=read.etag, match_condition=MatchConditions.IfModified
    )
    assert unchanged is None
    client.set_configuration_setting(setting(f"{prefix}:once", "3"))
    changed = client.get_configuration_setting(
        f"{prefix}:once", etag=read.etag, match_condition=MatchConditions.IfModified
    )
    assert changed.value == "3"
    stale = setting(f"{prefix}:once", "4")
    stale.etag = read.etag
    refused_with(
        ResourceModifiedError,
        lambda: client.set_configuration_setting(
            stale, match_condition=MatchConditions.IfNotModified
        ),
    )


def lock_and_unlock(client, prefix):
    item = client.set_configuration_setting(setting(f"{prefix}:locked", "1"))
    locked = client.set_read_only(item)
    assert locked.read_only and locked.etag != item.etag
    error = refused_with(
        ResourceReadOnlyError,
        lambda: client.set_configuration_setting(setting(f"{prefix}:locked", "2")),
    )
    assert error.status_code == 409
    refused_with(
        ResourceReadOnlyError, lambda: client.delete_configuration_setting(f"{prefix}:locked")
    )
    assert not client.set_read_only(locked, False).read_only
    assert client.set_configuration_setting(setting(f"{prefix}:locked", "2")).value == "2"


def delete(client, prefix):
    assert client.delete_configuration_setting(f"{prefix}:locked").value == "2"
    assert client.delete_configuration_setting(f"{prefix}:locked") is None
    error = refused_with(
        HttpResponseError, lambda: client.get_configuration_setting(f"{prefix}:locked")
    )
    assert error.status_code == 404


def list_revisions(client, prefix):
    revisions = list(client.list_revisions(key_filter=f"{prefix}:once"))
    assert [revision.value for revision in revisions] == ["3", "1"], revisions


CHECKS = [
    set_and_get,
    add_conflicts,
    list_over_three_pages,
    conditional_get,
    lock_and_unlock,
    delete,
    list_revisions,
]


def credential(emulator, secret):
    return ClientSecretCredential(
        tenant_id=emulator["tenant_id"],
        client_id=emulator["client_id"],
        client_secret=secret,
        authority=emulator["authority"],
        disable_instance_discovery=True,
    )


def main():
    emulator = json.loads(sys.argv[1])
    clients = {
        "connection string over http": AzureAppConfigurationClient.from_connection_string(
            emulator["connection_string"]
        ),
        "client secret over https": AzureAppConfigurationClient(
            emulator["https_endpoint"], credential(emulator, emulator["client_secret"])
        ),
    }
    for number, (name, client) in enumerate(clients.items()):
        for check in CHECKS:
            check(client, f"python{number}")
            print(f"ok: {name}: {check.__name__}", flush=True)
    wrong = AzureAppConfigurationClient(
        emulator["https_endpoint"], credential(emulator, "not the secret")
    )
    error = refused_with(
        ClientAuthenticationError, lambda: wrong.get_configuration_setting("python0:once")
    )
    assert "AADSTS7000215" in str(error), error
    print("ok: a wrong client secret is AADSTS7000215", flush=True)


main()
