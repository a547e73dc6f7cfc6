"""Keys: two shares, both needed; files for their owner alone; destroyed for good."""

from dataclasses import replace
from pathlib import Path

import pytest

from pulse.ballots import files
from pulse.ballots.keys import KeyDirectories, KeyLost
from pulse.ballots.seal import seal
from pulse.ballots.suite import SUITE, WaveKeys, binding
from tests.ballots.conftest import WAVE


def opens(directories: KeyDirectories, keys: WaveKeys) -> bool:
    sealed = seal(keys.public_key, b"sheet", WAVE, "f")
    key = directories.private_key(WAVE, keys.wrapped_key, keys.share)
    return SUITE.decrypt(sealed, key, info=binding(WAVE, "f")) == b"sheet"


def stored(directories: KeyDirectories) -> list[Path]:
    return [file for path in directories.paths for file in path.iterdir()]


def test_both_shares_unwrap_the_key_that_opens_what_was_sealed(directories: KeyDirectories, keys: WaveKeys) -> None:
    assert opens(directories, keys)


def test_key_files_are_for_their_owner_alone(directories: KeyDirectories, keys: WaveKeys) -> None:
    directories.invite_key(WAVE)
    assert {path.stat().st_mode & 0o777 for path in directories.paths} == {0o700}
    assert {file.stat().st_mode & 0o777 for file in stored(directories)} == {0o600}
    assert len(stored(directories)) == 4


def test_an_open_key_directory_is_narrowed(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir(mode=0o755)
    KeyDirectories((tmp_path / "keys",)).create(WAVE)
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_no_file_holds_the_private_key_or_the_box_share(directories: KeyDirectories, keys: WaveKeys) -> None:
    assert {file.stat().st_size for file in stored(directories)} == {32}
    assert all(file.read_bytes() != keys.share for file in stored(directories))


def test_either_share_alone_opens_nothing(directories: KeyDirectories, keys: WaveKeys, tmp_path: Path) -> None:
    strangers = KeyDirectories((tmp_path / "elsewhere",))
    strangers.create(WAVE)
    for holder, given in ((strangers, keys), (directories, replace(keys, share=b"\0" * 32))):
        with pytest.raises(KeyLost):
            holder.private_key(WAVE, given.wrapped_key, given.share)


def test_a_key_wrapped_for_one_wave_does_not_unwrap_as_another(directories: KeyDirectories, keys: WaveKeys) -> None:
    for path in directories.paths:
        (path / "0THER.share").write_bytes((path / f"{WAVE}.share").read_bytes())
    with pytest.raises(KeyLost):
        directories.private_key("0THER", keys.wrapped_key, keys.share)


@pytest.mark.parametrize("wrapped", [b"", b"short", b"\0" * 200])
def test_a_damaged_wrapping_is_a_lost_key(directories: KeyDirectories, keys: WaveKeys, wrapped: bytes) -> None:
    with pytest.raises(KeyLost):
        directories.private_key(WAVE, wrapped, keys.share)


def test_a_destroyed_share_opens_nothing_even_with_an_old_copy_of_the_box(
    directories: KeyDirectories, keys: WaveKeys
) -> None:
    directories.destroy_share(WAVE)
    assert not directories.holds_share(WAVE)
    with pytest.raises(KeyLost):
        directories.private_key(WAVE, keys.wrapped_key, keys.share)
    directories.destroy_share(WAVE)


def test_destroying_overwrites_before_it_removes(directories: KeyDirectories, keys: WaveKeys, tmp_path: Path) -> None:
    file = directories.paths[0] / f"{WAVE}.share"
    secret = file.read_bytes()
    (tmp_path / "second name").hardlink_to(file)
    directories.destroy_share(WAVE)
    assert stored(directories) == []
    assert (tmp_path / "second name").read_bytes() != secret


def test_destroying_takes_the_draft_of_an_interrupted_writing_too(directories: KeyDirectories, keys: WaveKeys) -> None:
    (directories.paths[0] / f"{WAVE}.share.draft").write_bytes(b"half a sec")
    directories.destroy_share(WAVE)
    assert stored(directories) == []


def test_creating_again_after_a_crash_keeps_the_share_and_makes_a_pair_that_works(
    directories: KeyDirectories, keys: WaveKeys
) -> None:
    again = directories.create(WAVE)
    assert again.public_key != keys.public_key
    assert opens(directories, again)
    assert opens(directories, keys)


def test_an_interrupted_writing_is_made_good(directories: KeyDirectories, keys: WaveKeys) -> None:
    (directories.paths[0] / f"{WAVE}.share").write_bytes(b"")
    (directories.paths[1] / f"{WAVE}.share").unlink()
    assert opens(directories, directories.create(WAVE))
    assert {file.stat().st_size for file in stored(directories)} == {32}


def test_a_lost_directory_is_replaced_by_the_other(directories: KeyDirectories, keys: WaveKeys) -> None:
    key = directories.invite_key(WAVE)
    for file in directories.paths[0].iterdir():
        file.unlink()
    assert opens(directories, keys)
    assert directories.invite_key(WAVE) == key
    assert (directories.paths[0] / f"{WAVE}.invite").read_bytes() == key


def test_the_invite_key_stays_until_it_is_destroyed(directories: KeyDirectories) -> None:
    key = directories.invite_key(WAVE)
    assert directories.invite_key(WAVE) == key
    assert directories.invite_key("0THER") != key
    directories.destroy_invite_key(WAVE)
    assert directories.invite_key(WAVE) != key


@pytest.mark.parametrize("wave", ["", "../secret", "a/b", "a.b", "x" * 65])
def test_a_wave_name_cannot_leave_the_directory(directories: KeyDirectories, wave: str) -> None:
    with pytest.raises(ValueError, match="letters and digits"):
        directories.invite_key(wave)


def test_a_secret_is_not_written_through_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"kept")
    (tmp_path / "w.share.draft").symlink_to(tmp_path / "target")
    with pytest.raises(OSError, match="symbolic"):
        files.write(tmp_path / "w.share", b"x" * 32)
    assert (tmp_path / "target").read_bytes() == b"kept"


def test_what_was_counted_stays_noted_where_it_is_and_others_are_noted_nowhere(directories: KeyDirectories) -> None:
    first, second = (KeyDirectories((path,)) for path in directories.paths)
    second.create(WAVE)
    first.create(WAVE)
    assert second.only(WAVE, b"1" * 32)
    assert not directories.only(WAVE, b"2" * 32)
    assert first.only(WAVE, b"1" * 32)
    assert directories.only(WAVE, b"1" * 32)
