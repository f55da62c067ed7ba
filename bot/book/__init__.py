"""
A flow as a page to read and sign: for owners, who never see its files.

    Flow --> chapters (what is said, when, and what one may type) --> page (HTML)
"""
