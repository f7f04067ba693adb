"""Klyngepakken Trivsel og arbejdsglæde."""

from klyngepakke import LoadedPack, hookimpl, load_pack


@hookimpl
def klyngepakke_packs() -> list[LoadedPack]:
    """The pack that lies beside this file."""
    return [load_pack(__package__)]
