"""What a session remembers."""

from bot.session import Session


def test_what_is_remembered_is_what_was_written_down() -> None:
    session = a_session()
    session.data = {"km": 145_515, "phone": 62812345678901234567890, "note": "é 🚗"}
    session.confirm = ["km"]
    session.room = 0
    again = a_session()

    again.remember(session.memory())

    assert again == session
    assert isinstance(again.data["phone"], int)


def a_session() -> Session:
    return Session(id="1", flow="upload", version="", state="", language="", folder="")
