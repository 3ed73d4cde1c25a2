"""``ten-lite run --reload``: new sessions get what was saved, running ones go on.

file_watch  which files have changed
addon_code  where the code of addons lies, and how it is imported anew
reloader    checks what was saved and gives it to the app
"""
