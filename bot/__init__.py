"""
Alur: WhatsApp dialogues as YAML state machines that lose nothing.

Start reading at ``bot/worker.py``, the main loop, or at ``docs/architecture/``.
"""
