"""The baselines: a bare Flask page, and a bare endpoint that durably does the least any survey must do.

It does that in the SQLite file named by BARE_DATABASE or, if that is none, in the PostgreSQL it addresses.
"""

import os
import secrets
import sqlite3
import threading

import psycopg
from flask import Flask, request

PAGE = "<!doctype html><title>Bare</title><p>" + "x" * int(os.environ.get("BARE_PAGE_BYTES", "12000"))

app = Flask(__name__)
local = threading.local()


def connection() -> sqlite3.Connection:
    """Return this thread's connection, set up as Pulse sets up its box."""
    if not hasattr(local, "connection"):
        local.connection = sqlite3.connect(os.environ["BARE_DATABASE"], isolation_level=None, timeout=20)
        for pragma in ("journal_mode=TRUNCATE", "synchronous=FULL", "secure_delete=ON"):
            local.connection.execute(f"PRAGMA {pragma}")
    found: sqlite3.Connection = local.connection
    return found


@app.get("/")
def page() -> str:
    return PAGE


@app.post("/submit")
def submit() -> str:
    """Do the least any survey must do: one indexed SELECT, one UPDATE and one INSERT in one durable transaction."""
    key = bytes.fromhex(request.form["code"])
    _in_server(key) if "://" in os.environ["BARE_DATABASE"] else _in_file(key)
    return "Thank you"


def _in_file(key: bytes) -> None:
    database = connection()
    database.execute("BEGIN IMMEDIATE")
    database.execute("SELECT used FROM code WHERE key = ?", (key,)).fetchone()
    database.execute("UPDATE code SET used = 1 WHERE key = ?", (key,))
    database.execute("INSERT INTO answer VALUES (?, ?)", (secrets.token_bytes(16), secrets.token_bytes(1200)))
    database.execute("COMMIT")


def _in_server(key: bytes) -> None:
    if not hasattr(local, "server"):
        local.server = psycopg.connect(os.environ["BARE_DATABASE"])
    with local.server.transaction():
        local.server.execute("SELECT used FROM code WHERE key = %s FOR UPDATE", (key,)).fetchone()
        local.server.execute("UPDATE code SET used = 1 WHERE key = %s", (key,))
        answer = secrets.token_bytes(16), secrets.token_bytes(1200)
        local.server.execute("INSERT INTO answer VALUES (%s, %s)", answer)


def prepare(file: str, keys: list[bytes]) -> None:
    """Create the bare database with its codes."""
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE code (key BLOB PRIMARY KEY, used INTEGER) WITHOUT ROWID")
        database.execute("CREATE TABLE answer (id BLOB PRIMARY KEY, content BLOB) WITHOUT ROWID")
        database.executemany("INSERT INTO code VALUES (?, 0)", [(key,) for key in keys])


def prepare_server(address: str, keys: list[bytes]) -> None:
    """The same in an empty database of a PostgreSQL server."""
    with psycopg.connect(address) as database:
        database.execute("CREATE TABLE code (key bytea PRIMARY KEY, used integer)")
        database.execute("CREATE TABLE answer (id bytea PRIMARY KEY, content bytea)")
        database.cursor().executemany("INSERT INTO code VALUES (%s, 0)", [(key,) for key in keys])
