"""Pictures with Content Credentials, signed with a certificate that is made for the moment and thrown away."""

from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SIGNER = "Example Pictures"
IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def signed_picture(picture: bytes, content_type: str, *source_types: str, parts=(), remote: str = "") -> bytes:
    """picture with a manifest that says how it was made, a term of IPTC's for each action.

    parts: pictures with credentials of their own that were put into it. remote: where the manifest is instead of here.
    """
    actions = [
        {"action": "c2pa.edited" if number else "c2pa.created", "digitalSourceType": IPTC + term}
        for number, term in enumerate(source_types)
    ]
    builder = c2pa.Builder(
        {
            "claim_generator_info": [{"name": "Example Painter", "version": "2.0"}],
            "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": actions}}],
        }
    )
    for part in parts:
        builder.add_ingredient({"title": "A part", "relationship": "componentOf"}, content_type, BytesIO(part))
    if remote:
        builder.set_remote_url(remote)
        builder.set_no_embed()
    out = BytesIO()
    builder.sign(_signer(), content_type, BytesIO(picture), out)
    return out.getvalue()


def _signer() -> c2pa.Signer:
    chain, key = _certificate()
    return c2pa.Signer.from_info(c2pa.C2paSignerInfo(c2pa.C2paSigningAlg.ES256, chain, key, None))


@cache
def _certificate() -> tuple[bytes, bytes]:
    """A chain of two certificates and the key of the first, in PEM."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = (
        _unsigned("Root", "Root", root_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    leaf = (
        _unsigned("Signer", "Root", key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    unlocked = serialization.NoEncryption()
    return (
        leaf.public_bytes(pem) + root.public_bytes(pem),
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, unlocked),
    )


def _unsigned(name: str, issuer: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    def named(common_name: str) -> x509.Name:
        organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, SIGNER)
        return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, common_name)])

    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(**allowed: bool) -> x509.KeyUsage:
    names = [
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ]
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names})
