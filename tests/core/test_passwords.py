"""Which passwords are taken, and how they are kept."""

import threading
import time

import pytest
from argon2 import PasswordHasher, extract_parameters

from course.core import passwords
from course.core.passwords import (
    AT_ONCE,
    WAITING,
    HashingBusy,
    check_password,
    dummy_hash,
    hash_password,
    needs_rehash,
    password_fault,
)

AMINA = ("Amina Diallo", "amina.diallo@example.org")


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("kestrel", "password_short"),  # 7
        ("kq7 vzwu", ""),  # 8
        ("x7Qp" * 32, ""),  # 128: long ones are taken whole
        ("x7Qp" * 32 + "!", "password_long"),  # 129
        ("lowercase words without end", ""),
        ("🦀🦑🐙🦞🐡🐠🐳🐬", ""),
        ("  seven blanks around  ", ""),
        ("password", "password_common"),
        ("P@ssw0rd", "password_common"),
        ("12345678", "password_common"),
        ("qwertyuiop", "password_common"),
        ("aaaaaaaaaaaa", "password_common"),
        ("Amina Diallo", "password_personal"),
        ("amina.diallo", "password_personal"),
        ("AMÍNA-2026!", "password_personal"),
        ("diallo@example", "password_personal"),
        ("humanmobility1", "password_personal"),
        ("lampedusa2026", "password_personal"),
        ("amina and the red kestrel", ""),
    ],
)
def test_a_password_is_judged_by_length_and_by_who_would_guess_it(password, fault):
    if password == "x7Qp" * 32:
        password = "".join(chr(33 + index * 37 % 90) for index in range(128))

    assert password_fault(password, AMINA) == fault


def test_a_password_is_kept_as_argon2id_in_the_promised_parameters():
    parameters = extract_parameters(hash_password("red kestrel at dawn"))

    assert (parameters.type.name, parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (
        "ID",
        19 * 1024,
        2,
        1,
    )


@pytest.mark.parametrize(
    "password", [" red kestrel ", "ünïcödé ñandú", "\ud800 half a pair", "k" * 128, "a\0b kestrel"]
)
def test_a_password_is_checked_unmodified(password):
    kept = hash_password(password)

    assert check_password(password, kept)
    assert not check_password(password.strip() + "x", kept)


def test_the_last_sign_of_a_long_password_counts():
    kept = hash_password("k" * 127 + "a")

    assert not check_password("k" * 127 + "b", kept)
    assert not check_password("k" * 127 + "a" + "c", kept)


def test_without_a_hash_nothing_fits():
    assert not check_password("red kestrel at dawn", None)


def test_without_a_hash_the_same_work_is_done():
    """The work lies in the parameters: those of the dummy are those of every hash made today."""
    assert extract_parameters(dummy_hash()) == extract_parameters(hash_password("red kestrel at dawn"))


def test_a_broken_hash_fits_nothing():
    assert not check_password("red kestrel at dawn", "$argon2id$broken")


def test_a_hash_with_other_parameters_is_to_be_made_anew():
    weaker = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash("red kestrel at dawn")

    assert check_password("red kestrel at dawn", weaker)
    assert needs_rehash(weaker)
    assert not needs_rehash(hash_password("red kestrel at dawn"))


def test_no_more_hashes_at_once_than_processors():
    """Memory is bounded by it: each hash in work holds 19 MiB."""
    most, lock, running = [0], threading.Lock(), [0]

    def hold():
        with passwords._slot():
            with lock:
                running[0] += 1
                most[0] = max(most[0], running[0])
            time.sleep(0.02)
            with lock:
                running[0] -= 1

    threads = [threading.Thread(target=hold) for _ in range(AT_ONCE + WAITING)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most[0] == AT_ONCE


def test_who_comes_when_very_many_wait_is_asked_to_come_again():
    for _ in range(AT_ONCE + WAITING):
        passwords._queue.acquire()
    try:
        with pytest.raises(HashingBusy):
            check_password("red kestrel at dawn", None)
    finally:
        for _ in range(AT_ONCE + WAITING):
            passwords._queue.release()
