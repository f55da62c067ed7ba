"""
Flows as pictures, for whoever would rather look than read.

    Flow --> sketch (boxes, arrows, notes) --> mermaid
                       |
                       +--> layout (Graphviz) --> svg, png

Words that only a picture or the book needs stand in ``locales/*/book.yaml``.
"""
