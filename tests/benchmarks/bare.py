"""The baselines: a bare Flask page, and a bare endpoint that durably does the least any survey must do."""

import os
import secrets
import sqlite3
import threading

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
    database, key = connection(), bytes.fromhex(request.form["code"])
    database.execute("BEGIN IMMEDIATE")
    database.execute("SELECT used FROM code WHERE key = ?", (key,)).fetchone()
    database.execute("UPDATE code SET used = 1 WHERE key = ?", (key,))
    database.execute("INSERT INTO answer VALUES (?, ?)", (secrets.token_bytes(16), secrets.token_bytes(1200)))
    database.execute("COMMIT")
    return "Thank you"


def prepare(file: str, keys: list[bytes]) -> None:
    """Create the bare database with its codes."""
    with sqlite3.connect(file) as database:
        database.execute("CREATE TABLE code (key BLOB PRIMARY KEY, used INTEGER) WITHOUT ROWID")
        database.execute("CREATE TABLE answer (id BLOB PRIMARY KEY, content BLOB) WITHOUT ROWID")
        database.executemany("INSERT INTO code VALUES (?, 0)", [(key,) for key in keys])
