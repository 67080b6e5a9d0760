"""Prints every setting of an emulator's store as JSON, read by Microsoft's Python SDK.

Usage: read_all.py http|https DESCRIPTION, where DESCRIPTION is the JSON that
`keyferry emulator --output json` prints. Over http the client has a connection string; over https
it signs in with a client secret, and trusts the CA in REQUESTS_CA_BUNDLE.
"""

import json
import sys

from azure.appconfiguration import AzureAppConfigurationClient, SecretReferenceConfigurationSetting
from azure.identity import ClientSecretCredential


def client(way, emulator):
    if way == "http":
        return AzureAppConfigurationClient.from_connection_string(emulator["connection_string"])
    credential = ClientSecretCredential(
        tenant_id=emulator["tenant_id"],
        client_id=emulator["client_id"],
        client_secret=emulator["client_secret"],
        authority=emulator["authority"],
        disable_instance_discovery=True,
    )
    return AzureAppConfigurationClient(emulator["https_endpoint"], credential)


def value(setting):
    # The SDK takes a Key Vault reference apart and writes it anew with spaces of its own.
    if isinstance(setting, SecretReferenceConfigurationSetting):
        return json.dumps({"uri": setting.secret_id}, separators=(",", ":"))
    return setting.value


def main():
    way, description = sys.argv[1:]
    settings = client(way, json.loads(description)).list_configuration_settings()
    json.dump(
        [
            {
                "key": setting.key,
                "value": value(setting),
                "label": setting.label,
                "content_type": setting.content_type,
                "tags": setting.tags,
            }
            for setting in settings
        ],
        sys.stdout,
    )


main()
