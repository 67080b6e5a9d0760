"""Every way that Microsoft's identity library for Python signs in, against a running emulator.

Usage: identities.py DESCRIPTION, where DESCRIPTION is the JSON that
`keyferry emulator --output json` prints. Trusts the CA in REQUESTS_CA_BUNDLE.
"""

import datetime
import json
import os
import sys
import tempfile
import urllib.request
from pathlib import Path

from azure.appconfiguration import AzureAppConfigurationClient, ConfigurationSetting
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.identity import (
    CertificateCredential,
    ClientSecretCredential,
    CredentialUnavailableError,
    ManagedIdentityCredential,
    WorkloadIdentityCredential,
)
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

EMULATOR = json.loads(sys.argv[1])
FOLDER = Path(tempfile.mkdtemp())
ENTRA = {
    "tenant_id": EMULATOR["tenant_id"],
    "authority": EMULATOR["authority"],
    "disable_instance_discovery": True,
}


def client_secret():
    return ClientSecretCredential(
        client_id=EMULATOR["client_id"], client_secret=EMULATOR["client_secret"], **ENTRA
    )


def certificate(path=EMULATOR["client_certificate_file"]):
    return CertificateCredential(
        client_id=EMULATOR["certificate_client_id"], certificate_path=str(path), **ENTRA
    )


def workload_identity(path=EMULATOR["federated_token_file"]):
    return WorkloadIdentityCredential(
        client_id=EMULATOR["federated_client_id"], token_file_path=str(path), **ENTRA
    )


def virtual_machine(**which):
    os.environ["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = EMULATOR["identity_authority"]
    for name in ("IDENTITY_ENDPOINT", "IDENTITY_HEADER"):
        os.environ.pop(name, None)
    return ManagedIdentityCredential(**which)


def app_service(**which):
    os.environ["IDENTITY_ENDPOINT"] = EMULATOR["identity_endpoint"]
    os.environ["IDENTITY_HEADER"] = EMULATOR["identity_header"]
    return ManagedIdentityCredential(**which)


def store(credential):
    return AzureAppConfigurationClient(EMULATOR["https_endpoint"], credential)


def refused_with(kind, action):
    try:
        action()
    except kind as error:
        return str(error)
    raise AssertionError(f"expected {kind.__name__}")


def another_certificate():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "another")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = FOLDER / "another.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def token_file(subject, line_end=""):
    wanted = {"issuer": "/external/cluster", "subject": subject}
    request = urllib.request.Request(
        EMULATOR["admin_endpoint"] + "/federated-tokens",
        data=json.dumps(wanted).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        token = json.load(answer)["token"]
    path = FOLDER / "token"
    path.write_text(token + line_end)
    return path


def every_credential_writes_and_reads():
    for credential in (client_secret, certificate, workload_identity, virtual_machine, app_service):
        name = credential.__name__
        client = store(credential())
        client.set_configuration_setting(ConfigurationSetting(key=name, value="1"))
        assert client.get_configuration_setting(name).value == "1"
        print(f"ok: {name} writes and reads", flush=True)
    client = AzureAppConfigurationClient.from_connection_string(EMULATOR["connection_string"])
    assert client.get_configuration_setting("certificate").value == "1"
    print("ok: a connection string reads what the others wrote", flush=True)


def user_assigned_identities_are_chosen_and_only_read():
    for credential in (virtual_machine, app_service):
        client = store(credential(client_id=EMULATOR["user_identity"]))
        assert client.get_configuration_setting("certificate").value == "1"
        refused = refused_with(
            HttpResponseError,
            lambda: client.set_configuration_setting(ConfigurationSetting(key="no", value="1")),
        )
        assert "Forbidden" in refused or "403" in refused, refused
        print(f"ok: {credential.__name__} with a client id only reads", flush=True)


def a_wrong_proof_is_refused_by_its_code():
    keys = token_file("system:serviceaccount:shop:keyferry", line_end="\n")
    assert store(workload_identity(keys)).get_configuration_setting("certificate").value == "1"
    print("ok: a token file may end in a line end", flush=True)
    scope = "https://appconfig.azure.com/.default"
    for credential, code in (
        (certificate(another_certificate()), "AADSTS700027"),
        (workload_identity(token_file("system:serviceaccount:shop:other")), "AADSTS700213"),
    ):
        said = refused_with(ClientAuthenticationError, lambda: credential.get_token(scope))
        assert code in said, said
        print(f"ok: {code}", flush=True)
    absent = virtual_machine(client_id=EMULATOR["client_id"])
    refused_with(CredentialUnavailableError, lambda: absent.get_token(scope))
    print("ok: an identity that is not assigned is unavailable", flush=True)


every_credential_writes_and_reads()
user_assigned_identities_are_chosen_and_only_read()
a_wrong_proof_is_refused_by_its_code()
