"""
What can be wrong with a flow whose files can be read, one subject per module.

A check takes a ``Subject`` and yields findings. It never repeats what another one has
said: what could not be resolved is absent from the outline, and is passed over.
"""
